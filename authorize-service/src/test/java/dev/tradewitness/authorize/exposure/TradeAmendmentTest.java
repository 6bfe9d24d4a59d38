package dev.tradewitness.authorize.exposure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.exposure.ExecutionReport.Closed;
import dev.tradewitness.authorize.exposure.ExecutionReport.Recorded;
import dev.tradewitness.authorize.exposure.ExecutionReport.Trade;
import dev.tradewitness.authorize.exposure.ExecutionReport.TradeCancel;
import dev.tradewitness.authorize.exposure.ExecutionReport.TradeCorrect;
import dev.tradewitness.authorize.exposure.Transition.Anomaly;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.ExecId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.authorize.order.TimeInForce;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/// FIX ExecType H (trade cancel) and G (trade correct).
class TradeAmendmentTest {

  private static final Symbol AAPL = new Symbol("AAPL");
  private static final Trade E1 = trade("e1", "4", "99.5");

  private final ExposureBook book = new ExposureBook(KeyedHash.ofSeed(7));
  private long sequence;

  @Test
  void aCancelledTradeGivesItsUnitsBackToTheOpenOrder() {
    OrderState order = reserved(Side.BUY, "10", "100");
    OrderState before = order;
    Recorded e1 = new Recorded(sequence, E1);
    order = apply(order, E1);
    order = apply(order, new TradeCancel(new ExecId("x1"), e1));
    assertThat(order.status()).isEqualTo(OrderStatus.RESERVED);
    assertThat(order.remaining()).isEqualByComparingTo(before.remaining());
    assertThat(order.filledQty()).isZero();
    assertThat(order.filledValue()).isEqualByComparingTo("0");
    assertThat(account().openBuy()).isEqualByComparingTo("1000");
    assertThat(account().positionGross()).isEqualByComparingTo("0");
    book.requireConsistent();
  }

  @Test
  void aCorrectedTradeCountsAsItIsNow() {
    OrderState order = reserved(Side.BUY, "10", "100");
    Recorded e1 = new Recorded(sequence, E1);
    order = apply(order, E1);
    Recorded e2 = new Recorded(sequence, trade("e2", "6", "98"));
    order = apply(order, new TradeCorrect(e2.trade(), e1));
    assertThat(order.remaining()).isEqualByComparingTo("4");
    assertThat(order.filledValue()).isEqualByComparingTo("588");
    assertThat(account().gross()).isEqualByComparingTo("988");
    order = apply(order, new TradeCorrect(trade("e3", "10", "98"), e2));
    assertThat(order.status()).isEqualTo(OrderStatus.FILLED);
    assertThat(account().gross()).isEqualByComparingTo("980");
    assertThat(book.openOrders()).isZero();
    book.requireConsistent();
  }

  @Test
  void anAmendmentCountsOnceAndATradeIsAmendedOnce() {
    OrderState order = reserved(Side.BUY, "10", "100");
    Recorded e1 = new Recorded(sequence, E1);
    order = apply(order, E1);
    var cancel = new TradeCancel(new ExecId("x1"), e1);
    order = apply(order, cancel);
    assertThat(order.on(cancel)).isInstanceOf(Transition.Duplicate.class);
    assertThat(order.on(E1)).as("sent again").isInstanceOf(Transition.Duplicate.class);
    assertThat(order.on(new TradeCancel(new ExecId("x2"), e1)))
        .isInstanceOf(Transition.ExecutionCancelled.class);
    assertThat(order.on(new TradeCorrect(trade("e2", "1", "1"), e1)))
        .isInstanceOf(Transition.ExecutionCancelled.class);
    assertThat(order.on(trade("x1", "4", "99.5"))).isInstanceOf(Transition.Conflict.class);
    assertThat(order.on(new TradeCancel(new ExecId("e1"), e1)))
        .as("a cancel under the trade's own id")
        .isInstanceOf(Transition.Conflict.class);
    var correct = new TradeCorrect(trade("e3", "2", "100"), recorded(order, "e2", "3"));
    order = apply(apply(order, trade("e2", "3", "100")), correct);
    assertThat(order.on(correct)).isInstanceOf(Transition.Duplicate.class);
    assertThat(order.on(new TradeCorrect(trade("e3", "1", "100"), correct.original())))
        .isInstanceOf(Transition.Conflict.class);
  }

  private Recorded recorded(OrderState order, String execId, String qty) {
    assertThat(order.status().isOpen()).isTrue();
    return new Recorded(sequence, trade(execId, qty, "100"));
  }

  @Test
  void aTradeThatTheOrderDoesNotHaveIsNotCancelled() {
    OrderState order = apply(reserved(Side.BUY, "10", "100"), E1);
    assertThat(order.on(new TradeCancel(new ExecId("x1"), new Recorded(1, trade("e9", "4", "1")))))
        .isInstanceOf(Transition.UnknownExecution.class);
    assertThat(order.on(new TradeCancel(new ExecId("x1"), new Recorded(1, trade("e1", "5", "1")))))
        .isInstanceOf(Transition.UnknownExecution.class);
  }

  @Test
  void aFilledOrderStaysClosedAndSaysSo() {
    OrderState order = reserved(Side.SELL, "4", "100");
    Recorded e1 = new Recorded(sequence, E1);
    order = apply(order, E1);
    assertThat(order.status()).isEqualTo(OrderStatus.FILLED);
    var applied = (Transition.Applied) order.on(new TradeCancel(new ExecId("x1"), e1));
    assertThat(applied.anomalies()).containsExactly(Anomaly.NOT_REOPENED);
    assertThat(applied.after().status()).isEqualTo(OrderStatus.FILLED);
    assertThat(applied.after().filledQty()).isZero();
    book.applyToClosed(
        Orders.ACME,
        new Contract(AAPL, Side.SELL, BigDecimal.ONE),
        new TradeCancel(new ExecId("x1"), e1),
        sequence);
    assertThat(account().net()).isEqualByComparingTo("0");
    book.requireConsistent();
  }

  @Test
  void aCancelledOrderKeepsItsStatus() {
    OrderState order = reserved(Side.BUY, "10", "100");
    Recorded e1 = new Recorded(sequence, E1);
    order = apply(apply(order, E1), new Closed(ExecType.CANCELED));
    var applied = (Transition.Applied) order.on(new TradeCancel(new ExecId("x1"), e1));
    assertThat(applied.anomalies()).isEmpty();
    assertThat(applied.after().status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(applied.after().remaining()).isZero();
  }

  @Test
  void aTradeAtAWrongPriceLeavesNothingBehindInAPositionThatOnlyGrew() {
    SymbolExposure held =
        SymbolExposure.NONE
            .filled(Side.BUY, amount("10"), amount("100"), 1)
            .filled(Side.BUY, amount("10"), amount("10000"), 2)
            .filled(Side.BUY, amount("1"), amount("101"), 3)
            .unfilled(Side.BUY, amount("10"), amount("10000"), 2, 4);
    assertThat(held.qty()).isEqualByComparingTo("11");
    assertThat(held.value()).isEqualByComparingTo("1101");
    assertThat(held.unfilled(Side.BUY, amount("1"), amount("101"), 3, 5).value())
        .isEqualByComparingTo("1000");
  }

  @Test
  void aPositionThatWasReducedSinceIsNeverUnderstated() {
    // 10 at 100 and 2 at 400; 6 sold at the mean; without the 2 it would be 4 at 100.
    SymbolExposure reduced =
        SymbolExposure.NONE
            .filled(Side.BUY, amount("10"), amount("100"), 1)
            .filled(Side.BUY, amount("2"), amount("400"), 2)
            .filled(Side.SELL, amount("6"), amount("150"), 3);
    SymbolExposure without = reduced.unfilled(Side.BUY, amount("2"), amount("400"), 2, 4);
    assertThat(without.qty()).isEqualByComparingTo("4");
    assertThat(without.value()).isEqualByComparingTo("600").isGreaterThanOrEqualTo(amount("400"));
    // Added after the reduction, a trade goes exactly again.
    SymbolExposure later = without.filled(Side.BUY, amount("1"), amount("50"), 5);
    assertThat(later.unfilled(Side.BUY, amount("1"), amount("50"), 5, 6).value())
        .isEqualByComparingTo("600");
  }

  @Test
  void aTradeThatWasSoldSinceTurnsThePosition() {
    SymbolExposure sold =
        SymbolExposure.NONE
            .filled(Side.BUY, amount("10"), amount("100"), 1)
            .filled(Side.SELL, amount("10"), amount("110"), 2);
    SymbolExposure turned = sold.unfilled(Side.BUY, amount("10"), amount("100"), 1, 3);
    assertThat(turned.qty()).isEqualByComparingTo("-10");
    assertThat(turned.value()).isEqualByComparingTo("-1000");
  }

  private AccountExposure account() {
    return book.account(Orders.ACME);
  }

  private OrderState reserved(Side side, String qty, String price) {
    OrderState order =
        new OrderState(
            new OrderState.Key(sequence++, Orders.ACME, new ClientOrderId("o")),
            new OrderState.Terms(
                AAPL, side, amount(qty), amount(price), BigDecimal.ONE, TimeInForce.DAY, 1000),
            OrderStatus.RESERVED,
            amount(qty),
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            Executions.NONE);
    book.reserve(order);
    return order;
  }

  private OrderState apply(OrderState state, ExecutionReport report) {
    OrderState after = state.after(report);
    book.apply(state, after, report, sequence++);
    return after;
  }

  private static BigDecimal amount(String text) {
    return new BigDecimal(text);
  }

  private static Trade trade(String execId, String qty, String price) {
    return new Trade(new ExecId(execId), Orders.quantity(qty), Orders.executionPrice(price));
  }
}
