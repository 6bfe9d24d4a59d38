package dev.tradewitness.spring.test;

import dev.tradewitness.common.canonical.JsonObject;
import java.util.Objects;

/// An event as the client sent it.
///
/// @param json header, payload and policy identification
public record RecordedEvent(JsonObject json) {

  public String id() {
    return text(json, "header", "event_id");
  }

  /// Such as `ORD`.
  public String type() {
    return text(json, "header", "event_type");
  }

  public String traceId() {
    return text(json, "header", "trace_id");
  }

  public String policyId() {
    return text(json, "policy_identification", "policy_id");
  }

  public JsonObject payload() {
    return member(json, "payload");
  }

  private static String text(JsonObject json, String member, String name) {
    return Objects.requireNonNull(member(json, member).string(name), () -> name + " in " + json);
  }

  private static JsonObject member(JsonObject json, String name) {
    return Objects.requireNonNull(json.object(name), () -> name + " in " + json);
  }
}
