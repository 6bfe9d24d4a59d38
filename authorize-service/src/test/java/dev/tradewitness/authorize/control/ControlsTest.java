package dev.tradewitness.authorize.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.Books;
import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.TimeInForce;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ControlsTest {

  private static final AccountLimits LIMITS =
      new AccountLimits(
          new BigDecimal("1000"),
          new BigDecimal("100000"),
          new BigDecimal("1000000"),
          new BigDecimal("500000"));
  private static final Exposure NONE = new Exposure(BigDecimal.ZERO, BigDecimal.ZERO, false);

  @ParameterizedTest
  @CsvSource({
    "1000, 100, ''",
    "1000.1, 1, MAX_ORDER_QTY",
    "1, 100000, ''",
    "1, 100000.00000001, MAX_ORDER_VALUE",
    "0.1, 1000000, ''",
    "2000, 2000, MAX_ORDER_QTY MAX_ORDER_VALUE EXPOSURE_LIMIT_ACCOUNT EXPOSURE_LIMIT_ACCOUNT",
  })
  void orderSizeAndValueAreLimitedInclusively(String qty, String price, String codes) {
    assertThat(codes(limit(qty, price), book(LIMITS), NONE)).isEqualTo(codes);
  }

  @Test
  void grossAndNetCountWhatIsThereAlready() {
    var gross = new Exposure(new BigDecimal("999900.01"), BigDecimal.ZERO, false);
    assertThat(codes(limit("1", "99.99"), book(LIMITS), gross)).isEmpty();
    assertThat(breaches(limit("1", "100"), book(LIMITS), gross))
        .singleElement()
        .satisfies(reason -> {
          assertThat(reason.ruleId()).isEqualTo("gross_exposure");
          assertThat(reason.figure()).isEqualTo("1000000.01");
          assertThat(reason.limit()).isEqualTo("1000000");
          assertThat(reason.subject()).isEqualTo("acme");
        });
    var net = new Exposure(BigDecimal.ZERO, new BigDecimal("499999"), false);
    assertThat(codes(limit("1", "1"), book(LIMITS), net)).isEmpty();
    assertThat(breaches(limit("1", "1.000001"), book(LIMITS), net))
        .extracting(Reason::ruleId)
        .containsExactly("net_exposure");
  }

  @Test
  void anOrderThatOnlyReducesIsNotStoppedByExposure() {
    var full = new Exposure(new BigDecimal("1000000"), new BigDecimal("500000"), true);
    assertThat(codes(limit("1", "100"), book(LIMITS), full)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(TradingState.class)
  void theTradingStateComesFirst(TradingState state) {
    ControlBook book = book(LIMITS, state);
    String expected =
        switch (state) {
          case ACTIVE -> "";
          case REDUCE_ONLY -> "REDUCE_ONLY";
          case HALTED -> "KILL_SWITCH";
        };
    assertThat(codes(limit("1", "1"), book, NONE)).isEqualTo(expected);
    assertThat(codes(limit("1", "1"), book, new Exposure(BigDecimal.ZERO, BigDecimal.ZERO, true)))
        .isEqualTo(state == TradingState.HALTED ? "KILL_SWITCH" : "");
  }

  @Test
  void aMarketOrderWithoutReferencePriceIsBlockedAndNotValuedAtZero() {
    assertThat(codes(Orders.market("o", "AAPL", Side.BUY, "1"), book(LIMITS), NONE))
        .isEqualTo("NO_REFERENCE_PRICE");
  }

  @Test
  void aMarketOrderIsValuedAtItsReferencePrice() {
    ControlBook book = book(LIMITS);
    Order order = Orders.market("o", "ref", Side.BUY, "1000");
    Candidate candidate = Candidate.of(Orders.ACME, order, book, TimeInForce.DAY);
    assertThat(candidate.value()).isEqualByComparingTo("105000");
    assertThat(Controls.breaches(candidate, book, NONE, 0))
        .extracting(Reason::code)
        .containsExactly("MAX_ORDER_VALUE");
  }

  @Test
  void restrictedAndUnknownSymbolsAreRefusedWhateverTheirCase() {
    assertThat(codes(Orders.limit("o", "bad", Side.BUY, "1", "1"), book(LIMITS), NONE))
        .isEqualTo("RESTRICTED_INSTRUMENT");
    ControlBook strict = books(LIMITS).block(true, true, true).book();
    assertThat(codes(Orders.limit("o", "WHAT", Side.BUY, "1", "1"), strict, NONE))
        .isEqualTo("NOT_PERMITTED NOT_PERMITTED");
    assertThat(
            Controls.breaches(
                new Candidate(
                    new ClientId("known"),
                    Orders.limit("o", "GOOD", Side.BUY, "1", "1"),
                    BigDecimal.ONE,
                    BigDecimal.ONE,
                    TimeInForce.DAY),
                strict,
                NONE,
                0))
        .isEmpty();
  }

  @Test
  void ownLimitsStandOverTheDefaults() {
    ControlBook book = book(LIMITS);
    assertThat(book.limits(new ClientId("known")).maxOrderQty()).isEqualByComparingTo("5");
    assertThat(book.limits(new ClientId("known")).grossExposure()).isEqualByComparingTo("1000000");
  }

  private static Order limit(String qty, String price) {
    return Orders.limit("o", "AAPL", Side.BUY, qty, price);
  }

  private static String codes(Order order, ControlBook book, Exposure exposure) {
    return String.join(" ", breaches(order, book, exposure).stream().map(Reason::code).toList());
  }

  private static List<Reason> breaches(Order order, ControlBook book, Exposure exposure) {
    return Controls.breaches(Orders.candidate(order), book, exposure, 0);
  }

  private static ControlBook book(AccountLimits limits) {
    return books(limits).book();
  }

  private static ControlBook book(AccountLimits limits, TradingState state) {
    return books(limits).firm(state).book();
  }

  private static Books books(AccountLimits limits) {
    return Books.defaults(limits)
        .account("known", new AccountLimits(new BigDecimal("5"), null, null, null))
        .instrument("BAD", InstrumentTerms.RESTRICTED)
        .instrument("GOOD", InstrumentTerms.TRADABLE)
        .reference("REF", "100", "105");
  }
}
