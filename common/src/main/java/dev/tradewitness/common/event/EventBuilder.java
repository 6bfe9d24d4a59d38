package dev.tradewitness.common.event;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.wire.Rfc3339;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Puts an event together that another system's message becomes. Every byte follows from what is
/// given here, so a message that is delivered again is the same event.
public final class EventBuilder {

  private final Stream stream;
  private final JsonObject.Builder header = JsonObject.builder();
  private final JsonObject.Builder payload = JsonObject.builder();

  /// What events of one source are recorded under.
  ///
  /// @param tier `SILVER`, `GOLD` or `PLATINUM`
  /// @param clock what the source's times are worth, such as `BEST_EFFORT`; part of the hashed
  ///   event, so it must not change between two deliveries of a message
  public record Stream(String policyId, String tier, String clock) {}

  /// How fine the message's time is.
  public enum Precision {
    MILLISECOND,
    MICROSECOND
  }

  public EventBuilder(
      Stream stream,
      String type,
      UUID eventId,
      @Nullable String traceId,
      Instant at,
      Precision precision) {
    this.stream = stream;
    header.put("event_id", eventId.toString());
    header.putIfPresent("trace_id", traceId);
    header.put("event_type", type);
    new EventType(type).code().ifPresent(code -> header.put("event_type_code", code));
    header.put("timestamp_iso", Rfc3339.text(at));
    header.put("timestamp_int", Long.toString(ChronoUnit.NANOS.between(Instant.EPOCH, at)));
    header.put("timestamp_precision", precision.name());
    header.put("clock_sync_status", stream.clock());
    header.put("vcp_version", "1.1");
    header.put("hash_algo", "SHA256");
  }

  public EventBuilder header(String name, @Nullable String value) {
    header.putIfPresent(name, value);
    return this;
  }

  public EventBuilder payload(String name, JsonValue value) {
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
                .put("policy_id", stream.policyId())
                .put("conformance_tier", stream.tier())
                .build())
        .build();
  }
}
