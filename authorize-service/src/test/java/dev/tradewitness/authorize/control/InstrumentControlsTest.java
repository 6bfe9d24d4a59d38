package dev.tradewitness.authorize.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.Books;
import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.TimeInForce;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What an instrument's terms let pass, to the last digit.
class InstrumentControlsTest {

  private static final Exposure NONE = new Exposure(BigDecimal.ZERO, BigDecimal.ZERO, false);

  @ParameterizedTest
  @CsvSource({
    "0.01, 185.50, ''",
    "0.01, 185.505, TICK_SIZE",
    "0.01, 185.500000000000000001, TICK_SIZE",
    "0.05, 0.15, ''",
    "0.05, 0.16, TICK_SIZE",
    "0.1, 0.3, ''", // in doubles, 0.3 is no multiple of 0.1
    "0.1, 0.30, ''",
    "0.25, 1e3, ''",
    "3, 1e18, TICK_SIZE",
    "1e-18, 123456789012345678.901234567890123456, ''",
    "1e-18, 0.0000000000000000011, TICK_SIZE",
    "1e18, 1e18, ''",
    "1e18, 999999999999999999, TICK_SIZE",
    "7e-18, 1e18, TICK_SIZE",
  })
  void aPriceIsAMultipleOfTheTick(String tick, String price, String codes) {
    assertThat(codes(limit("1", price), terms(tick, null, null))).isEqualTo(codes);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 300, ''",
    "100, 350, LOT_SIZE",
    "100, 300.0000000001, LOT_SIZE",
    "0.001, 0.007, ''",
    "0.001, 0.0071, LOT_SIZE",
    "1, 1e18, ''",
    "1e18, 1, LOT_SIZE",
  })
  void aQuantityIsAMultipleOfTheLot(String lot, String qty, String codes) {
    assertThat(codes(limit(qty, "1"), terms(null, lot, null))).isEqualTo(codes);
    assertThat(codes(Orders.market("o", "REF", Side.BUY, qty), terms(null, lot, null)))
        .as("a market order has a quantity, too")
        .isEqualTo(codes);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 10, ''",
    "10, 10.0, ''",
    "10, 9.999999999999999999, MIN_QTY",
    "1e-18, 1e-18, ''",
    "1e18, 999999999999999999.999, MIN_QTY",
  })
  void aQuantityIsAtLeastTheMinimum(String least, String qty, String codes) {
    assertThat(codes(limit(qty, "1"), terms(null, null, least))).isEqualTo(codes);
  }

  @Test
  void everyTermThatFailsIsReportedInItsOrderBehindTheOthers() {
    ControlBook book =
        Books.defaults(new AccountLimits(new BigDecimal("5"), null, null, null))
            .instrument(
                "REF",
                new InstrumentTerms(
                    false, amount("0.5"), amount("4"), amount("10"), BigDecimal.ONE, false))
            .book();
    List<Reason> reasons = breaches(limit("9", "0.7"), book);
    assertThat(reasons)
        .extracting(Reason::code)
        .containsExactly(
            "MAX_ORDER_QTY",
            "RESTRICTED_INSTRUMENT",
            "NOT_PERMITTED",
            "TICK_SIZE",
            "LOT_SIZE",
            "MIN_QTY");
    assertThat(reasons.get(3))
        .isEqualTo(
            new Reason(
                "TICK_SIZE",
                "tick_size",
                Scope.SYMBOL,
                "REF",
                "0.7",
                "0.5",
                "price",
                "tick_size 0.7 is no multiple of 0.5"));
  }

  @ParameterizedTest
  @CsvSource({
    "100, 2, 500, ''", // 100,000
    "100, 2, 500.01, MAX_ORDER_VALUE",
    "0.0001, 1e9, 1, ''",
    "0.0001, 1e9, 1.000000000001, MAX_ORDER_VALUE",
  })
  void theMultiplierCountsInTheOrdersValue(
      String multiplier, String qty, String price, String codes) {
    ControlBook book =
        Books.defaults(new AccountLimits(null, new BigDecimal("100000"), null, null))
            .instrument(
                "REF",
                new InstrumentTerms(
                    true, null, null, null, new BigDecimal(multiplier).stripTrailingZeros(), true))
            .book();
    assertThat(codes(limit(qty, price), book)).isEqualTo(codes);
  }

  private static ControlBook terms(
      @Nullable String tick, @Nullable String lot, @Nullable String least) {
    return Books.nothing()
        .instrument(
            "REF",
            new InstrumentTerms(
                true,
                tick == null ? null : amount(tick),
                lot == null ? null : amount(lot),
                least == null ? null : amount(least),
                BigDecimal.ONE,
                true))
        .reference("REF", "1", "1")
        .book();
  }

  private static BigDecimal amount(String text) {
    return new BigDecimal(text);
  }

  private static Order limit(String qty, String price) {
    return Orders.limit("o", "REF", Side.BUY, qty, price);
  }

  private static String codes(Order order, ControlBook book) {
    return String.join(" ", breaches(order, book).stream().map(Reason::code).toList());
  }

  private static List<Reason> breaches(Order order, ControlBook book) {
    return Controls.breaches(
        Candidate.of(Orders.ACME, order, book, TimeInForce.DAY), book, NONE, 0);
  }
}
