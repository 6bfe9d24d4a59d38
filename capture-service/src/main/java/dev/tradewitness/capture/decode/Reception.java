package dev.tradewitness.capture.decode;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.Rfc3339;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// When and where something arrived, by our own clock and what was known of that clock then.
///
/// @param receivedAt in whole microseconds, as it is stored
/// @param source the door, for example `rest` or `kafka:orders`
/// @param traceId what the request or message says that it belongs to, for events that name no
///   trace of their own; null when it says nothing
/// @param sourcesDigest of the sources file that it was read by, or that was in force then; null
///   for what was received before receptions had one
public record Reception(
    Instant receivedAt,
    ClockStatus clock,
    String source,
    @Nullable UUID traceId,
    @Nullable Hash sourcesDigest) {

  public Reception {
    receivedAt = receivedAt.truncatedTo(ChronoUnit.MICROS);
  }

  /// The same, with the trace that an event is found under.
  public Reception withTraceId(@Nullable UUID trace) {
    return new Reception(receivedAt, clock, source, trace, sourcesDigest);
  }

  public long receivedAtMicros() {
    return Rfc3339.micros(receivedAt);
  }
}
