package dev.tradewitness.capture.decode.foreign;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.EventBuilder;
import dev.tradewitness.common.event.EventBuilder.Precision;
import dev.tradewitness.common.event.UuidV7;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// The `ERR_SYNC` event that tells of messages which their source numbered and which can no longer
/// be read.
public final class SourceGapEvent {

  private SourceGapEvent() {}

  /// Found again, the same gap is the same event.
  ///
  /// @param first the first missing number
  /// @param last the last one
  /// @param at of the first message behind the gap
  public static JsonObject of(
      SourcePolicy policy, String source, String lane, long first, long last, Instant at) {
    byte[] place =
        "gap|%s|%s|%d|%d".formatted(source, lane, first, last).getBytes(StandardCharsets.UTF_8);
    return new EventBuilder(
            policy.stream(),
            "ERR_SYNC",
            UuidV7.ofContent(Math.max(0, at.toEpochMilli()), Hash.of(place)),
            null,
            at,
            Precision.MILLISECOND)
        .payload(
            "error_details",
            JsonObject.builder()
                .put("error_code", "SOURCE_GAP")
                .put(
                    "error_message",
                    "%d to %d of %s can no longer be read".formatted(first, last, lane))
                .put("severity", "ERROR")
                .put("affected_component", source)
                .build())
        .payload(
            "gap",
            JsonObject.builder()
                .put("source", source)
                .put("lane", lane)
                .put("first", Long.toString(first))
                .put("last", Long.toString(last))
                .build())
        .build();
  }
}
