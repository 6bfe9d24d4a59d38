package dev.tradewitness.capture.intake;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.TraceParent;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Stamps what arrives with our own time and what is known of our own clock; never with what the
/// sender claims.
public final class ReceptionClock {

  private final InstantSource time;
  private final Supplier<ClockStatus> status;
  private final Supplier<Hash> sources;

  /// @param sources digest of the sources file in force
  public ReceptionClock(InstantSource time, Supplier<ClockStatus> status, Supplier<Hash> sources) {
    this.time = time;
    this.status = status;
    this.sources = sources;
  }

  /// Under the sources file that is in force now.
  ///
  /// @param traceparent the header of that name (W3C Trace Context), if there is one
  public Reception now(String source, @Nullable String traceparent) {
    return now(source, traceparent, sources.get());
  }

  /// @param sourcesDigest of the sources file by which it is read
  public Reception now(String source, @Nullable String traceparent, Hash sourcesDigest) {
    return new Reception(
        time.instant(), status.get(), source, TraceParent.traceIdOf(traceparent), sourcesDigest);
  }
}
