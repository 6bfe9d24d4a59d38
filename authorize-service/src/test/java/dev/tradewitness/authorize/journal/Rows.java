package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.decision.ControlsRef;
import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.Decision.Place;
import dev.tradewitness.authorize.decision.Decision.Reservation;
import dev.tradewitness.authorize.decision.Decision.TokenTerms;
import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.exposure.ExecType;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.exposure.ExposureBook.Undo;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.JournalRow.Redeemed;
import dev.tradewitness.authorize.journal.JournalRow.Reported;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ExecId;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.OrderLife;
import dev.tradewitness.authorize.order.RedemptionId;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.authorize.order.TimeInForce;
import dev.tradewitness.common.wire.Rfc3339;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Journal rows for tests, a pure function of their arguments.
final class Rows {

  static final long MARCH_1 = micros("2026-03-01T12:00:00.123456Z");
  static final long DAY = 86_400_000_000L;

  private static final Reason REASON =
      new Reason(
          "MAX_ORDER_QTY",
          "max_order_qty",
          Scope.ACCOUNT,
          "ac\"me",
          "1001",
          "1000",
          "units",
          "1001 is above 1000 – \u0001\\");

  private Rows() {}

  static long micros(String instant) {
    return Rfc3339.micros(Instant.parse(instant));
  }

  static Decided authorized(int lane, long sequence, String client, String id, long atMicros) {
    return decided(
        lane,
        sequence,
        client,
        Orders.limit(id, "AAPL", Side.BUY, "100", "185.50"),
        true,
        atMicros);
  }

  static Decided blocked(int lane, long sequence, String client, String id, long atMicros) {
    return decided(
        lane, sequence, client, Orders.market(id, "GME", Side.SELL, "0.001"), false, atMicros);
  }

  private static Decided decided(
      int lane, long sequence, String client, Order order, boolean authorized, long atMicros) {
    return new Decided(
        sequence,
        new Decision(
            new Place(lane, sequence / 2),
            new UUID(lane, sequence),
            new UUID(7, sequence),
            new ClientId(client),
            order,
            order.hash(),
            authorized ? List.of() : List.of(REASON, REASON),
            authorized ? List.of(REASON) : List.of(),
            new PolicyRef("default-1", "ab".repeat(32)),
            null,
            BigDecimal.ONE,
            authorized
                ? new Reservation(new BigDecimal("185.5"), TimeInForce.DAY, atMicros + DAY)
                : null,
            new TokenTerms("key-1", Math.floorDiv(atMicros, 1_000_000L) + 300),
            atMicros));
  }

  /// The decision about the same order with this time in force.
  ///
  /// @param said by the order; null when it names none
  /// @param counts for it
  static Decided inForce(Decided of, @Nullable OrderLife said, TimeInForce counts) {
    Decision d = of.decision();
    Order order = d.order();
    var inForce =
        new Order(
            order.id(),
            order.symbol(),
            order.side(),
            order.type(),
            order.qty(),
            order.price(),
            said);
    long deadline = counts == TimeInForce.GTC ? Reservation.NEVER : d.decidedAtMicros() + DAY;
    return new Decided(
        of.sequence(),
        new Decision(
            d.place(),
            d.id(),
            d.traceId(),
            d.client(),
            inForce,
            inForce.hash(),
            d.reasons(),
            d.warnings(),
            d.policy(),
            d.controls(),
            BigDecimal.ONE,
            new Reservation(new BigDecimal("185.5"), counts, deadline),
            d.token(),
            d.decidedAtMicros()));
  }

  static Reported filled(Decided of, long sequence, String execId, long atMicros) {
    return reported(
        of,
        sequence,
        new ExecutionReport.Trade(
            new ExecId(execId),
            Orders.quantity("30.0"),
            Orders.executionPrice("0.000000000000000001")),
        atMicros);
  }

  /// A cancel or a correct of what [#filled] makes as `e-1`, one number below.
  static Reported amended(Decided of, long sequence, ExecType type, long atMicros) {
    var original =
        new ExecutionReport.Recorded(
            sequence - 1,
            (ExecutionReport.Trade) filled(of, sequence - 1, "e-1", atMicros).report());
    var id = new ExecId("e-2");
    return reported(
        of,
        sequence,
        type == ExecType.TRADE_CANCEL
            ? new ExecutionReport.TradeCancel(id, original)
            : new ExecutionReport.TradeCorrect(
                new ExecutionReport.Trade(id, Orders.quantity("20"), Orders.executionPrice("7.5")),
                original),
        atMicros);
  }

  static Reported closed(Decided of, long sequence, ExecType type, long atMicros) {
    return reported(of, sequence, new ExecutionReport.Closed(type), atMicros);
  }

  /// The redemption of an authorized order's token.
  static Redeemed redeemed(Decided of, long sequence, @Nullable String id, long atMicros) {
    Decision decision = of.decision();
    return new Redeemed(
        of.lane(),
        sequence,
        new OrderState.Key(of.sequence(), decision.client(), decision.order().id()),
        decision.id(),
        id == null ? null : new RedemptionId(id),
        atMicros);
  }

  private static Reported reported(
      Decided of, long sequence, ExecutionReport report, long atMicros) {
    Decision decision = of.decision();
    return new Reported(
        of.lane(),
        sequence,
        new OrderState.Key(of.sequence(), decision.client(), decision.order().id()),
        new Symbol(decision.order().symbol().value()),
        decision.order().side(),
        decision.multiplier(),
        report,
        atMicros,
        "http");
  }

  static List<Pending> pending(long epoch, JournalRow... rows) {
    return List.of(rows).stream().map(row -> new Pending(row, epoch, Undo.NOTHING)).toList();
  }

  /// The same decision, made under recorded controls.
  static Decided under(ControlsRef controls, Decided of) {
    Decision d = of.decision();
    return new Decided(
        of.sequence(),
        new Decision(
            d.place(),
            d.id(),
            d.traceId(),
            d.client(),
            d.order(),
            d.orderHash(),
            d.reasons(),
            d.warnings(),
            d.policy(),
            controls,
            BigDecimal.ONE,
            d.reserved(),
            d.token(),
            d.decidedAtMicros()));
  }

  /// The same decision about an instrument with this multiplier.
  static Decided times(String multiplier, Decided of) {
    Decision d = of.decision();
    return new Decided(
        of.sequence(),
        new Decision(
            d.place(),
            d.id(),
            d.traceId(),
            d.client(),
            d.order(),
            d.orderHash(),
            d.reasons(),
            d.warnings(),
            d.policy(),
            d.controls(),
            new BigDecimal(multiplier),
            d.reserved(),
            d.token(),
            d.decidedAtMicros()));
  }
}
