package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.decision.ControlsRef;
import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.DecisionStatus;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.lifecycle.Answer;
import dev.tradewitness.authorize.lifecycle.Answer.Grant;
import dev.tradewitness.authorize.lifecycle.Answer.Timing;
import dev.tradewitness.authorize.lifecycle.Answer.Withholding;
import dev.tradewitness.authorize.order.JsonText;
import dev.tradewitness.authorize.token.DecisionToken;
import dev.tradewitness.authorize.token.SignedToken;
import dev.tradewitness.authorize.token.TokenForm;
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

  /// @param form that the caller wants the token in
  static byte[] of(Answer.Decided answer, TokenForm form, List<JsonObject> notes, Clocked clocked) {
    var said = new Said(answer.decision(), answer.grant(), form, false);
    return json(said, answer.timing(), notes, clocked).bytes();
  }

  /// The first decision, with how its order stands now.
  static byte[] of(
      Answer.Replayed answer, TokenForm form, List<JsonObject> notes, Clocked clocked) {
    var said = new Said(answer.decision(), answer.grant(), form, true);
    return json(said, answer.timing(), notes, clocked)
        .put("order_status", answer.status().name())
        .bytes();
  }

  private record Said(Decision decision, Grant grant, TokenForm form, boolean replayed) {}

  private static JsonText json(Said said, Timing timing, List<JsonObject> notes, Clocked clocked) {
    Decision decision = said.decision();
    var json =
        new JsonText(1536)
            .put("trace_id", decision.traceId().toString())
            .put("status", decision.status().name());
    token(said, json);
    timing(json, timing, clocked);
    json.raw("reasons", reasons(decision.reasons()));
    decision.policy().write(json.open("policy")).close();
    ControlsRef controls = decision.controls();
    if (controls != null) {
      controls.write(json.open("controls")).close();
    }
    return json.put("replayed", said.replayed())
        .raw("warnings", warnings(decision.warnings(), with(notes, said.grant())));
  }

  /// A token that is withheld is shown without its signature: no verifier accepts it. A JWS without
  /// a signature would be one of `alg` none, so there is none.
  private static void token(Said said, JsonText json) {
    switch (said.grant()) {
      case Grant.Signed(SignedToken token) -> token.writeAs("decision_token", json);
      case Grant.Withheld _ -> {
        switch (said.form()) {
          case OBJECT ->
              DecisionToken.writeUnsigned(said.decision(), json.open("decision_token")).close();
          case JWS, V1 -> json.raw("decision_token", "null");
        }
      }
    }
  }

  private static List<JsonObject> with(List<JsonObject> notes, Grant grant) {
    if (!(grant instanceof Grant.Withheld(Withholding why))) {
      return notes;
    }
    var all = new ArrayList<>(notes);
    all.add(
        note(
            "TOKEN_WITHHELD_" + why.name(),
            switch (why) {
              case ORDER_CLOSED -> "the order is closed; its token is not signed again";
              case TRADING_RESTRICTED -> "trading is restricted now; the token is not signed";
              case KEY_UNKNOWN -> "the key that signs this decision is not configured any more";
              case KEY_RETIRED -> "the key that signs this decision is retired";
              case NOT_IN_V1 -> "a token of version 1 cannot tell this order";
            }));
    return all;
  }

  /// A dry run carries no token: nothing that could pass for an authorization.
  static byte[] of(Answer.DryRun answer, UUID traceId, List<JsonObject> notes, Clocked clocked) {
    var all = new ArrayList<>(notes);
    if (answer.known()) {
      all.add(
          note("ORDER_KNOWN", "an order with this id was decided before; that decision stands"));
    }
    DecisionStatus status =
        answer.reasons().isEmpty() ? DecisionStatus.AUTHORIZED : DecisionStatus.BLOCKED;
    var json =
        new JsonText()
            .put("trace_id", traceId.toString())
            .put("status", status.name())
            .raw("decision_token", "null");
    timing(json, answer.timing(), clocked);
    json.raw("reasons", reasons(answer.reasons()));
    answer.policy().write(json.open("policy")).close();
    return json.put("replayed", false)
        .raw("warnings", warnings(answer.warnings(), all))
        .put("dry_run", true)
        .bytes();
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

  private static void timing(JsonText json, Timing timing, Clocked clocked) {
    json.open("timing_ms")
        .raw("parse", millisText(clocked.parse()))
        .raw("policy", millisText(timing.policy()))
        .raw("state", millisText(timing.state()))
        .raw("sign", millisText(timing.sign()))
        .raw("queue", millisText(timing.queue()))
        .raw("commit", millisText(timing.commit()))
        .raw("total", millisText(clocked.total()))
        .close();
  }

  /// Milliseconds with three fraction digits.
  static String millisText(long nanos) {
    long micros = Math.max(0, nanos) / 1000;
    String fraction = Long.toString(1000 + micros % 1000);
    return micros / 1000 + "." + fraction.substring(1);
  }
}
