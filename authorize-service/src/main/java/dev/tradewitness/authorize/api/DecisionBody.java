package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.authorization.Answer;
import dev.tradewitness.authorize.authorization.Answer.Timing;
import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.DecisionStatus;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.order.JsonText;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// A decision as the caller reads it: the source document's members, then ours.
final class DecisionBody {

  /// Times of the answer itself, in nanoseconds.
  record Clocked(long parse, long total) {}

  private DecisionBody() {}

  static String of(Answer.Decided answer, List<JsonObject> notes, Clocked clocked) {
    Decision decision = answer.token().decision();
    return new JsonText()
        .put("trace_id", decision.traceId().toString())
        .put("status", decision.status().name())
        .raw("decision_token", answer.token().json())
        .raw("timing_ms", timing(answer.timing(), clocked))
        .raw("reasons", reasons(decision.reasons()))
        .raw("policy", decision.policy().json())
        .put("replayed", answer.replayed())
        .raw("warnings", warnings(decision.warnings(), notes))
        .end();
  }

  /// A rehearsal carries no token: nothing that could pass for an authorization.
  static String of(Answer.Rehearsed answer, UUID traceId, List<JsonObject> notes, Clocked clocked) {
    var all = new ArrayList<>(notes);
    if (answer.known()) {
      all.add(
          note("ORDER_KNOWN", "an order with this id was decided before; that decision stands"));
    }
    DecisionStatus status =
        answer.reasons().isEmpty() ? DecisionStatus.AUTHORIZED : DecisionStatus.BLOCKED;
    return new JsonText()
        .put("trace_id", traceId.toString())
        .put("status", status.name())
        .raw("decision_token", "null")
        .raw("timing_ms", timing(answer.timing(), clocked))
        .raw("reasons", reasons(answer.reasons()))
        .raw("policy", answer.policy().json())
        .put("replayed", false)
        .raw("warnings", warnings(answer.warnings(), all))
        .put("dry_run", true)
        .end();
  }

  static JsonObject note(String code, String message) {
    return JsonObject.builder().put("code", code).put("message", message).build();
  }

  private static String reasons(List<Reason> reasons) {
    return reasons.isEmpty() ? "[]" : Reason.json(reasons).toString();
  }

  private static String warnings(List<Reason> warnings, List<JsonObject> notes) {
    if (warnings.isEmpty() && notes.isEmpty()) {
      return "[]";
    }
    var all = new ArrayList<JsonObject>(notes);
    warnings.forEach(warning -> all.add(warning.json()));
    return JsonArray.of(all).toString();
  }

  private static String timing(Timing timing, Clocked clocked) {
    return new JsonText()
        .raw("parse", millisText(clocked.parse()))
        .raw("policy", millisText(timing.policy()))
        .raw("state", millisText(timing.state()))
        .raw("sign", millisText(timing.sign()))
        .raw("queue", millisText(timing.queue()))
        .raw("commit", millisText(timing.commit()))
        .raw("total", millisText(clocked.total()))
        .end();
  }

  /// Milliseconds with three fraction digits.
  static String millisText(long nanos) {
    long micros = Math.max(0, nanos) / 1000;
    String fraction = Long.toString(1000 + micros % 1000);
    return micros / 1000 + "." + fraction.substring(1);
  }
}
