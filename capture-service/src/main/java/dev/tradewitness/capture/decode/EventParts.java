package dev.tradewitness.capture.decode;

import dev.tradewitness.capture.decode.Layout.Member;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue.JsonNumber;
import dev.tradewitness.common.canonical.JsonValue.JsonString;
import org.jspecify.annotations.Nullable;

/// The parts of an event that are known to have the right type, under names that no longer depend
/// on the layout.
record EventParts(
    Layout layout,
    JsonObject header,
    JsonObject payload,
    JsonObject policy,
    @Nullable String eventType,
    @Nullable String traceId,
    @Nullable String tierName,
    @Nullable Long isoNanos,
    @Nullable Long integerNanos) {

  static EventParts of(Layout layout, JsonObject header, JsonObject payload, JsonObject policy) {
    String type = header.string(layout.name(Member.EVENT_TYPE));
    String iso = header.string(layout.name(Member.TIMESTAMP_ISO));
    String integer =
        switch (header.get(layout.name(Member.TIMESTAMP_INT))) {
          case JsonString string -> string.value();
          case JsonNumber number -> number.text();
          case null, default -> null;
        };
    return new EventParts(
        layout,
        header,
        payload,
        policy,
        type == null || type.isEmpty() ? null : type,
        header.string(layout.name(Member.TRACE_ID)),
        policy.string(layout.name(Member.TIER)),
        iso == null ? null : EventTime.ofIso(iso),
        integer == null ? null : EventTime.ofInteger(integer));
  }

  @Nullable Long eventTimeNanos() {
    return integerNanos != null ? integerNanos : isoNanos;
  }
}
