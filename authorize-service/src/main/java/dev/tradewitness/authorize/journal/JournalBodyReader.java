package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.decision.ControlsRef;
import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.Decision.Place;
import dev.tradewitness.authorize.decision.Decision.Reservation;
import dev.tradewitness.authorize.decision.Decision.TokenTerms;
import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.exposure.ExecType;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.JournalRow.Redeemed;
import dev.tradewitness.authorize.journal.JournalRow.Reported;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.ExecId;
import dev.tradewitness.authorize.order.ExecutionPrice;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.OrderLife;
import dev.tradewitness.authorize.order.OrderType;
import dev.tradewitness.authorize.order.Price;
import dev.tradewitness.authorize.order.Quantity;
import dev.tradewitness.authorize.order.RedemptionId;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.authorize.order.TimeInForce;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.Rfc3339;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads what [JournalBody] wrote. Members that it does not know are skipped.
///
/// Every method throws [IllegalStateException] for a body that is not a journal row's, naming what
/// is missing: the journal is damaged, and nothing may be decided on it.
final class JournalBodyReader {

  private JournalBodyReader() {}

  /// @param sequence of the row in its lane's journal
  /// @param atMicros when it was recorded, microseconds since 1970
  static Decided decided(long sequence, long atMicros, byte[] body) {
    JsonObject json = parse(body);
    JsonObject policy = object(json, "policy");
    JsonObject token = object(json, "decision_token");
    Order order = order(object(json, "order"));
    var decision =
        new Decision(
            new Place(Integer.parseInt(text(json, "lane")), Long.parseLong(text(json, "sequence"))),
            UUID.fromString(text(json, "decision_id")),
            UUID.fromString(text(json, "trace_id")),
            new ClientId(text(json, "client_id")),
            order,
            Hash.ofHex(text(json, "order_hash")),
            reasons(json, "reasons"),
            reasons(json, "warnings"),
            new PolicyRef(text(policy, "version"), text(policy, "digest")),
            controls(json.object("controls")),
            multiplier(json),
            reservation(json.object("reserved"), order.timeInForce()),
            new TokenTerms(text(token, "kid"), Long.parseLong(text(token, "exp"))),
            atMicros);
    return new Decided(sequence, decision);
  }

  /// @param orderSequence of the decision that the row belongs to
  static Reported reported(long sequence, long orderSequence, long atMicros, byte[] body) {
    JsonObject json = parse(body);
    return new Reported(
        Integer.parseInt(text(json, "lane")),
        sequence,
        key(orderSequence, json),
        new Symbol(text(json, "symbol")),
        Side.valueOf(text(json, "side")),
        multiplier(json),
        report(json),
        atMicros,
        text(json, "source"));
  }

  /// @param orderSequence of the decision that the row belongs to
  static Redeemed redeemed(long sequence, long orderSequence, long atMicros, byte[] body) {
    JsonObject json = parse(body);
    String redemptionId = json.string("redemption_id");
    return new Redeemed(
        Integer.parseInt(text(json, "lane")),
        sequence,
        key(orderSequence, json),
        UUID.fromString(text(json, "token_id")),
        redemptionId == null ? null : new RedemptionId(redemptionId),
        atMicros);
  }

  private static OrderState.Key key(long orderSequence, JsonObject json) {
    return new OrderState.Key(
        orderSequence,
        new ClientId(text(json, "client_id")),
        new ClientOrderId(text(json, "client_order_id")));
  }

  private static BigDecimal multiplier(JsonObject json) {
    String multiplier = json.string("multiplier");
    return multiplier == null ? BigDecimal.ONE : ExactDecimal.of(multiplier);
  }

  private static ExecutionReport report(JsonObject json) {
    ExecType type = ExecType.ofWord(text(json, "type"));
    return switch (type) {
      case TRADE -> trade(json, "exec_id", "qty", "price");
      case TRADE_CANCEL ->
          new ExecutionReport.TradeCancel(new ExecId(text(json, "exec_id")), original(json));
      case TRADE_CORRECT ->
          new ExecutionReport.TradeCorrect(trade(json, "exec_id", "qty", "price"), original(json));
      case CANCELED, REJECTED, EXPIRED, RELEASED -> new ExecutionReport.Closed(type);
    };
  }

  private static ExecutionReport.Recorded original(JsonObject json) {
    return new ExecutionReport.Recorded(
        Long.parseLong(text(json, "ref_sequence")),
        trade(json, "exec_ref_id", "ref_qty", "ref_price"));
  }

  private static ExecutionReport.Trade trade(
      JsonObject json, String execId, String qty, String price) {
    return new ExecutionReport.Trade(
        new ExecId(text(json, execId)),
        new Quantity(ExactDecimal.of(text(json, qty))),
        new ExecutionPrice(ExactDecimal.of(text(json, price))));
  }

  private static Order order(JsonObject json) {
    String price = json.string("price");
    return new Order(
        new ClientOrderId(text(json, "client_order_id")),
        new Symbol(text(json, "symbol")),
        Side.valueOf(text(json, "side")),
        OrderType.valueOf(text(json, "type")),
        new Quantity(ExactDecimal.of(text(json, "qty"))),
        price == null ? null : new Price(ExactDecimal.of(price)),
        life(json));
  }

  private static @Nullable ControlsRef controls(@Nullable JsonObject json) {
    return json == null
        ? null
        : new ControlsRef(Long.parseLong(text(json, "revision")), text(json, "digest"));
  }

  private static @Nullable OrderLife life(JsonObject order) {
    String word = order.string("time_in_force");
    String until = order.string("expire_time");
    return word == null
        ? null
        : new OrderLife(TimeInForce.valueOf(word), until == null ? null : Instant.parse(until));
  }

  private static @Nullable Reservation reservation(
      @Nullable JsonObject json, @Nullable TimeInForce said) {
    if (json == null) {
      return null;
    }
    String word = json.string("time_in_force");
    TimeInForce counts =
        word == null
            ? Objects.requireNonNullElse(said, TimeInForce.DAY)
            : TimeInForce.valueOf(word);
    return new Reservation(
        ExactDecimal.of(text(json, "price")),
        counts,
        counts == TimeInForce.GTC
            ? Reservation.NEVER
            : Rfc3339.micros(Instant.parse(text(json, "deadline"))));
  }

  private static List<Reason> reasons(JsonObject json, String name) {
    JsonArray array = json.array(name);
    if (array == null) {
      throw missing(name);
    }
    return array.size() == 0 ? List.of() : Reason.list(array);
  }

  private static JsonObject parse(byte[] body) {
    try {
      return Json.parseObject(body, JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      throw new IllegalStateException("a journal row's body is not JSON", e);
    }
  }

  private static JsonObject object(JsonObject json, String name) {
    JsonObject value = json.object(name);
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  private static String text(JsonObject json, String name) {
    String value = json.text(name);
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  private static IllegalStateException missing(String name) {
    return new IllegalStateException("a journal row's body has no " + name);
  }
}
