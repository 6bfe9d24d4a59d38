package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.authorization.Answer;
import dev.tradewitness.authorize.authorization.Answer.Timing;
import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.DecisionStatus;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// A decision as the caller reads it: the source document's members, then ours.
final class DecisionBody {

  /// Times of the answer itself, in nanoseconds.
  record Clocked(long parse, long total) {}

  private DecisionBody() {}

  static JsonObject of(Answer.Decided answer, List<JsonObject> notes, Clocked clocked) {
    Decision decision = answer.token().decision();
    return JsonObject.builder()
        .put("trace_id", decision.traceId().toString())
        .put("status", decision.status().name())
        .put("decision_token", answer.token().json())
        .put("timing_ms", timing(answer.timing(), clocked))
        .put("reasons", Reason.json(decision.reasons()))
        .put("policy", decision.policy().json())
        .put("replayed", answer.replayed())
        .put("warnings", warnings(decision.warnings(), notes))
        .build();
  }

  /// A rehearsal carries no token: nothing that could pass for an authorization.
  static JsonObject of(
      Answer.Rehearsed answer, UUID traceId, List<JsonObject> notes, Clocked clocked) {
    var all = new ArrayList<>(notes);
    if (answer.known()) {
      all.add(
          note("ORDER_KNOWN", "an order with this id was decided before; that decision stands"));
    }
    DecisionStatus status =
        answer.reasons().isEmpty() ? DecisionStatus.AUTHORIZED : DecisionStatus.BLOCKED;
    return JsonObject.builder()
        .put("trace_id", traceId.toString())
        .put("status", status.name())
        .put("decision_token", JsonValue.NULL)
        .put("timing_ms", timing(answer.timing(), clocked))
        .put("reasons", Reason.json(answer.reasons()))
        .put("policy", answer.policy().json())
        .put("replayed", false)
        .put("warnings", warnings(answer.warnings(), all))
        .put("dry_run", true)
        .build();
  }

  static JsonObject note(String code, String message) {
    return JsonObject.builder().put("code", code).put("message", message).build();
  }

  private static JsonArray warnings(List<Reason> warnings, List<JsonObject> notes) {
    var all = new ArrayList<JsonObject>(notes);
    warnings.forEach(warning -> all.add(warning.json()));
    return JsonArray.of(all);
  }

  private static JsonObject timing(Timing timing, Clocked clocked) {
    return JsonObject.builder()
        .put("parse", millis(clocked.parse()))
        .put("policy", millis(timing.policy()))
        .put("state", millis(timing.state()))
        .put("sign", millis(timing.sign()))
        .put("queue", millis(timing.queue()))
        .put("commit", millis(timing.commit()))
        .put("total", millis(clocked.total()))
        .build();
  }

  private static JsonValue millis(long nanos) {
    return new JsonValue.JsonNumber(millisText(nanos));
  }

  /// Milliseconds with three fraction digits.
  static String millisText(long nanos) {
    long micros = Math.max(0, nanos) / 1000;
    String fraction = Long.toString(1000 + micros % 1000);
    return micros / 1000 + "." + fraction.substring(1);
  }
}
