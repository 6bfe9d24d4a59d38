package dev.tradewitness.capture.intake;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.common.wire.TraceParent;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Stamps what arrives with our own time and what is known of our own clock; never with what the
/// sender claims.
public final class ReceptionClock {

  private final InstantSource time;
  private final Supplier<ClockStatus> status;

  public ReceptionClock(InstantSource time, Supplier<ClockStatus> status) {
    this.time = time;
    this.status = status;
  }

  /// @param traceparent the header of that name (W3C Trace Context), if there is one
  public Reception now(String source, @Nullable String traceparent) {
    return new Reception(time.instant(), status.get(), source, TraceParent.traceIdOf(traceparent));
  }
}
