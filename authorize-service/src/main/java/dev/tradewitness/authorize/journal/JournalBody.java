package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.Decision.Reservation;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.JournalRow.Redeemed;
import dev.tradewitness.authorize.journal.JournalRow.Reported;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.JsonText;
import dev.tradewitness.authorize.order.TimeInForce;
import dev.tradewitness.authorize.token.DecisionToken;
import dev.tradewitness.common.wire.Rfc3339;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A journal row's content: JSON in UTF-8, a pure function of the row.
///
/// A decision's body is what `authorize.decisions` carries. Its token has no signature, so a copy
/// of the journal or of the topic authorizes nothing. `warnings` and `reserved` are there for the
/// replay.
public final class JournalBody {

  private JournalBody() {}

  public static byte[] of(JournalRow row) {
    return switch (row) {
      case Decided decided -> json(decided.decision()).bytes();
      case Reported reported -> json(reported).bytes();
      case Redeemed redeemed -> json(redeemed).bytes();
    };
  }

  private static JsonText json(Decision decision) {
    String id = decision.id().toString();
    var json =
        new JsonText(1536)
            .put("decision_id", id)
            .put("lane", decision.place().lane())
            .put("sequence", decision.place().sequence())
            .put("status", decision.status().name())
            .put("trace_id", decision.traceId().toString())
            .put("client_id", decision.client().value())
            .put("client_order_id", decision.order().id().value());
    decision.order().write(json.open("order")).close();
    json.put("order_hash", decision.orderHash().hex()).raw("reasons", reasons(decision.reasons()));
    decision.policy().write(json.open("policy")).close();
    if (decision.controls() != null) {
      decision.controls().write(json.open("controls")).close();
    }
    putMultiplier(json, decision.multiplier()).put("token_id", id);
    DecisionToken.writeUnsigned(decision, json.open("decision_token")).close();
    json.put("decided_at", Rfc3339.ofMicros(decision.decidedAtMicros()))
        .raw("warnings", reasons(decision.warnings()));
    Reservation reserved = decision.reserved();
    if (reserved != null) {
      write(reserved, decision.order().timeInForce(), json.open("reserved")).close();
    }
    return json;
  }

  /// Left out where it is 1, as in rows from before there were multipliers.
  private static JsonText putMultiplier(JsonText json, BigDecimal multiplier) {
    return multiplier.compareTo(BigDecimal.ONE) == 0
        ? json
        : json.put("multiplier", ExactDecimal.text(multiplier));
  }

  /// A time in force that follows from the order is left out, and so is a deadline that there is
  /// not.
  private static JsonText write(Reservation reserved, @Nullable TimeInForce said, JsonText json) {
    json.put("price", ExactDecimal.text(reserved.price()));
    if (reserved.timeInForce() != Objects.requireNonNullElse(said, TimeInForce.DAY)) {
      json.put("time_in_force", reserved.timeInForce().name());
    }
    return reserved.deadlineMicros() == Reservation.NEVER
        ? json
        : json.put("deadline", Rfc3339.ofMicros(reserved.deadlineMicros()));
  }

  private static String reasons(List<Reason> reasons) {
    return reasons.isEmpty() ? "[]" : Reason.json(reasons).toString();
  }

  private static JsonText json(Reported row) {
    var json =
        new JsonText()
            .put("type", row.report().type().word())
            .put("lane", row.lane())
            .put("client_id", row.order().client().value())
            .put("client_order_id", row.order().id().value())
            .put("symbol", row.symbol().value())
            .put("side", row.side().name());
    putMultiplier(json, row.multiplier());
    switch (row.report()) {
      case ExecutionReport.Trade trade -> write(trade, json);
      case ExecutionReport.TradeCancel cancel ->
          write(cancel.original(), json.put("exec_id", cancel.execId().value()));
      case ExecutionReport.TradeCorrect correct ->
          write(correct.original(), write(correct.trade(), json));
      case ExecutionReport.Closed closed -> {}
    }
    return json.put("reported_at", Rfc3339.ofMicros(row.atMicros())).put("source", row.source());
  }

  private static JsonText json(Redeemed row) {
    var json =
        new JsonText()
            .put("type", JournalInsert.REDEMPTION)
            .put("lane", row.lane())
            .put("client_id", row.order().client().value())
            .put("client_order_id", row.order().id().value())
            .put("token_id", row.tokenId().toString());
    if (row.redemptionId() != null) {
      json.put("redemption_id", row.redemptionId().value());
    }
    return json.put("redeemed_at", Rfc3339.ofMicros(row.atMicros()));
  }

  private static JsonText write(ExecutionReport.Trade trade, JsonText json) {
    return json.put("exec_id", trade.execId().value())
        .put("qty", trade.qty().toString())
        .put("price", trade.price().toString());
  }

  private static void write(ExecutionReport.Recorded original, JsonText json) {
    json.put("exec_ref_id", original.trade().execId().value())
        .put("ref_sequence", original.sequence())
        .put("ref_qty", original.trade().qty().toString())
        .put("ref_price", original.trade().price().toString());
  }
}
