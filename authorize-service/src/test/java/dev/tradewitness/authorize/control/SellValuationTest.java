package dev.tradewitness.authorize.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.Books;
import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.TimeInForce;
import dev.tradewitness.authorize.policy.CelPolicyEngine;
import dev.tradewitness.authorize.policy.PolicyVersion;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SellValuationTest {

  private static final Exposure NONE = new Exposure(BigDecimal.ZERO, BigDecimal.ZERO, false);

  /// AAPL has the reference price 185.50 and the collar 0.05, so 194.775.
  @ParameterizedTest
  @CsvSource({
    "SELL, 1.00, 194775",
    "SELL, 194.775, 194775",
    "SELL, 200, 200000",
    "BUY, 1.00, 1000",
    "BUY, 200, 200000",
  })
  void aSellIsWorthAtLeastItsReferencePriceAndABuyItsLimit(
      String side, String price, String value) {
    Order order = Orders.limit("o", "AAPL", Side.valueOf(side), "1000", price);
    assertThat(Candidate.of(Orders.ACME, order, book(false), TimeInForce.DAY).value())
        .isEqualByComparingTo(value);
  }

  @Test
  void aSellFarBelowTheMarketBreaksTheLimitOnTheOrdersValue() {
    Order order = Orders.limit("o", "AAPL", Side.SELL, "1000", "1.00");
    assertThat(breaches(order, book(true)))
        .singleElement()
        .satisfies(reason -> {
          assertThat(reason.code()).isEqualTo("MAX_ORDER_VALUE");
          assertThat(reason.figure()).isEqualTo("194775");
        });
  }

  @Test
  void aSellWithoutAReferencePriceIsBlockedWhereOneIsRequired() {
    Order order = Orders.limit("o", "NONE", Side.SELL, "1", "1.00");
    assertThat(breaches(order, book(true)))
        .extracting(Reason::code)
        .containsExactly("NO_REFERENCE_PRICE");
  }

  @Test
  void aSellWithoutAReferencePriceIsValuedAtItsLimitWhereNoneIsRequired() {
    Order order = Orders.limit("o", "NONE", Side.SELL, "3", "1.50");
    assertThat(breaches(order, book(false))).isEmpty();
    Candidate candidate = Candidate.of(Orders.ACME, order, book(false), TimeInForce.DAY);
    assertThat(candidate.value()).isEqualByComparingTo("4.5");
    assertThat(candidate.warnings())
        .singleElement()
        .satisfies(warning -> {
          assertThat(warning.code()).isEqualTo("SELL_VALUED_AT_LIMIT");
          assertThat(warning.subject()).isEqualTo("NONE");
        });
  }

  /// A blocked sell has its reason, and a buy fills at its limit at most.
  @ParameterizedTest
  @CsvSource({"SELL, AAPL, false", "SELL, NONE, true", "BUY, NONE, false", "BUY, AAPL, false"})
  void noOtherOrderIsWarnedAbout(String side, String symbol, boolean blockUnpricedSells) {
    Order order = Orders.limit("o", symbol, Side.valueOf(side), "3", "1.50");
    assertThat(
            Candidate.of(Orders.ACME, order, book(blockUnpricedSells), TimeInForce.DAY).warnings())
        .isEmpty();
  }

  @Test
  void aBuyNeedsNoReferencePriceWhereSellsDo() {
    assertThat(breaches(Orders.limit("o", "NONE", Side.BUY, "3", "1.50"), book(true))).isEmpty();
  }

  @Test
  void thePolicySeesTheLimitAsPriceAndTheValuationAsValue() {
    Order order = Orders.limit("o", "AAPL", Side.SELL, "1000", "0.5");
    Candidate candidate = Candidate.of(Orders.ACME, order, book(false), TimeInForce.DAY);
    var policy =
        CelPolicyEngine.compile(
            PolicyVersion.of(
                """
                {"version":"t","rules":[
                 {"id":"penny","code":"PENNY","when":"order.has_price && order.price < 1",
                  "effect":"BLOCK","scope":"ORDER","message":"m"},
                 {"id":"value","code":"VALUE","when":"order.value > 100000",
                  "effect":"BLOCK","scope":"ORDER","message":"m","figure":"order.value"}]}\
                """));
    assertThat(policy.judge(candidate).reasons())
        .extracting(Reason::code, Reason::figure)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("PENNY", null),
            org.assertj.core.groups.Tuple.tuple("VALUE", "194775"));
  }

  private static List<Reason> breaches(Order order, ControlBook book) {
    return Controls.breaches(
        Candidate.of(Orders.ACME, order, book, TimeInForce.DAY), book, NONE, 0);
  }

  private static ControlBook book(boolean blockUnpricedSells) {
    return Books.defaults(new AccountLimits(null, new BigDecimal("100000"), null, null))
        .reference("AAPL", "185.50", "194.775")
        .block(false, false, blockUnpricedSells)
        .book();
  }
}
