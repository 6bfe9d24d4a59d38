package dev.tradewitness.capture.decode.foreign;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.event.EventType;
import dev.tradewitness.common.wire.Rfc3339;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Puts an event together whose every byte follows from the message, so that a message delivered
/// again is the same event.
public final class ForeignEvent {

  private final SourcePolicy policy;
  private final JsonObject.Builder header = JsonObject.builder();
  private final JsonObject.Builder payload = JsonObject.builder();

  public ForeignEvent(
      SourcePolicy policy,
      String type,
      UUID eventId,
      @Nullable String traceId,
      Instant at,
      Precision precision) {
    this.policy = policy;
    header.put("event_id", eventId.toString());
    header.putIfPresent("trace_id", traceId);
    header.put("event_type", type);
    new EventType(type).code().ifPresent(code -> header.put("event_type_code", code));
    header.put("timestamp_iso", Rfc3339.text(at));
    header.put("timestamp_int", Long.toString(ChronoUnit.NANOS.between(Instant.EPOCH, at)));
    header.put("timestamp_precision", precision.name());
    header.put("clock_sync_status", policy.clock().name());
    header.put("vcp_version", "1.1");
    header.put("hash_algo", "SHA256");
  }

  /// How fine the message's time is.
  public enum Precision {
    MILLISECOND,
    MICROSECOND
  }

  public ForeignEvent header(String name, @Nullable String value) {
    header.putIfPresent(name, value);
    return this;
  }

  public ForeignEvent payload(String name, JsonValue value) {
    payload.put(name, value);
    return this;
  }

  public JsonObject build() {
    return JsonObject.builder()
        .put("header", header.build())
        .put("payload", payload.build())
        .put(
            "policy_identification",
            JsonObject.builder()
                .put("version", "1.1")
                .put("policy_id", policy.policyId())
                .put("conformance_tier", policy.tier().name())
                .build())
        .build();
  }
}
