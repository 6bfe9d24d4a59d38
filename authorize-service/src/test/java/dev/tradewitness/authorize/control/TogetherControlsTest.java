package dev.tradewitness.authorize.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.Books;
import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.TimeInForce;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What desks and the firm may have and do.
class TogetherControlsTest {

  private static final Order ORDER = Orders.limit("o", "AAPL", Side.BUY, "1", "100");

  @ParameterizedTest
  @CsvSource({
    "900, 0, 1000, 1000, ''",
    "900.000000000000000001, 0, 1000, 1000, gross_exposure",
    "0, 900, 1000, 1000, ''",
    "0, 900.000000000000000001, 1000, 1000, net_exposure",
    "0, -5000, 1000, 1000, ''",
    "1e18, 1e18, 1e18, 1e18, gross_exposure net_exposure",
    "0, 0, 100, 99.99, net_exposure",
    "0, 0, 0, 0, gross_exposure net_exposure",
  })
  void deskAndFirmCountWhatAllTheirAccountsHave(
      String gross, String net, String grossMax, String netMax, String rules) {
    var limits = new AccountLimits(null, null, new BigDecimal(grossMax), new BigDecimal(netMax));
    var total = new Exposure.Total(new BigDecimal(gross), new BigDecimal(net), 0);

    List<Reason> firm =
        breaches(Books.nothing().firmLimits(limits), exposure(Exposure.Total.NONE, total, false));
    assertThat(ids(firm)).isEqualTo(rules);
    assertThat(firm).extracting(Reason::code).allMatch("EXPOSURE_LIMIT_FIRM"::equals);
    assertThat(firm).extracting(Reason::subject).allMatch("all"::equals);

    List<Reason> desk =
        breaches(
            Books.nothing().deskLimits("rates", limits).desk("acme", "rates"),
            exposure(total, Exposure.Total.NONE, false));
    assertThat(ids(desk)).isEqualTo(rules);
    assertThat(desk).extracting(Reason::code).allMatch("EXPOSURE_LIMIT_DESK"::equals);
    assertThat(desk).extracting(Reason::subject).allMatch("rates"::equals);
  }

  @Test
  void limitsOfADeskConcernItsAccountsAlone() {
    var limits = new AccountLimits(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, null);
    var full = new Exposure.Total(BigDecimal.TEN, BigDecimal.TEN, 10);
    Exposure exposure = exposure(Exposure.Total.NONE, full, false);
    assertThat(breaches(Books.nothing().deskLimits("rates", limits), exposure)).isEmpty();
    assertThat(breaches(Books.nothing().deskLimits("rates", limits).desk("acme", "fx"), exposure))
        .isEmpty();
    assertThat(
            ids(
                breaches(
                    Books.nothing().deskLimits("rates", limits).desk("acme", "rates"), exposure)))
        .isEqualTo("max_order_qty max_order_value gross_exposure");
  }

  /// What reduces one account's position comes on top of what the others are short of.
  @Test
  void anOrderThatReducesIsStoppedByTheNetOfAllAndNotByTheirGross() {
    var limits = new AccountLimits(null, null, BigDecimal.ONE, BigDecimal.ONE);
    var full = new Exposure.Total(BigDecimal.TEN, BigDecimal.TEN, 0);
    assertThat(
            ids(
                breaches(
                    Books.nothing().firmLimits(limits), exposure(Exposure.Total.NONE, full, true))))
        .isEqualTo("net_exposure");
  }

  @ParameterizedTest
  @CsvSource({"4, 4, ''", "5, 4, FIRM", "4, 5, DESK", "5, 5, FIRM DESK"})
  void openOrdersAreCountedWithTheOrderItself(int firm, int desk, String scopes) {
    var limits =
        new AccountLimits(null, null, null, null, null, null, new BigDecimal(5), null, null);
    List<Reason> reasons =
        breaches(
            Books.nothing().firmLimits(limits).deskLimits("d", limits).desk("acme", "d"),
            exposure(count(desk), count(firm), false));
    assertThat(String.join(" ", reasons.stream().map(reason -> reason.scope().name()).toList()))
        .isEqualTo(scopes);
    assertThat(reasons).extracting(Reason::code).allMatch("MAX_OPEN_ORDERS"::equals);
  }

  @ParameterizedTest
  @CsvSource({
    "4, 4, 4, 5, ''",
    "4, 4, 5, 5, FIRM",
    "4, 5, 4, 5, DESK",
    "5, 4, 4, 5, ACCOUNT",
    "2147483647, 2147483647, 2147483647, 5, FIRM DESK ACCOUNT",
    "0, 0, 0, 0.999999999999999999, FIRM DESK ACCOUNT",
    "0, 0, 0, 1, ''",
    "2147483647, 2147483647, 2147483647, 1e18, ''",
  })
  void ordersOfASecondAreCountedWithTheOrderItself(
      int account, int desk, int firm, String limit, String scopes) {
    var limits =
        new AccountLimits(null, null, null, null, null, null, null, new BigDecimal(limit), null);
    var exposure =
        new Exposure(
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            true,
            0,
            Exposure.Holding.NONE,
            Exposure.Total.NONE,
            Exposure.Total.NONE,
            new Exposure.Messages(account, desk, firm, 0));
    List<Reason> reasons =
        breaches(
            Books.defaults(limits).firmLimits(limits).deskLimits("d", limits).desk("acme", "d"),
            exposure);
    assertThat(String.join(" ", reasons.stream().map(reason -> reason.scope().name()).toList()))
        .isEqualTo(scopes);
    assertThat(reasons).extracting(Reason::code).allMatch("MESSAGE_RATE"::equals);
    assertThat(reasons).extracting(Reason::unit).allMatch("orders/s"::equals);
    assertThat(breaches(Books.nothing(), exposure)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 1, ''", "1, 1, DUPLICATE_ORDER", "1, 2, ''", "0, 0, DUPLICATE_ORDER"})
  void identicalOrdersAreCountedWithTheOrderItself(int identical, String limit, String codes) {
    var limits =
        new AccountLimits(null, null, null, null, null, null, null, null, new BigDecimal(limit));
    var exposure =
        new Exposure(
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            true,
            0,
            Exposure.Holding.NONE,
            Exposure.Total.NONE,
            Exposure.Total.NONE,
            new Exposure.Messages(0, 0, 0, identical));
    List<Reason> reasons = breaches(Books.defaults(limits), exposure);
    assertThat(String.join(" ", reasons.stream().map(Reason::code).toList())).isEqualTo(codes);
    assertThat(reasons).extracting(Reason::unit).allMatch("orders"::equals);
  }

  @ParameterizedTest
  @EnumSource(TradingState.class)
  void aDesksTradingStateConcernsItsAccountsAlone(TradingState state) {
    Exposure nothing = exposure(Exposure.Total.NONE, Exposure.Total.NONE, false);
    String expected =
        switch (state) {
          case ACTIVE -> "";
          case REDUCE_ONLY -> "REDUCE_ONLY";
          case HALTED -> "KILL_SWITCH";
        };
    Books books = Books.nothing().deskState("rates", state);
    assertThat(breaches(books, nothing)).isEmpty();
    List<Reason> reasons = breaches(books.desk("acme", "rates"), nothing);
    assertThat(String.join(" ", reasons.stream().map(Reason::code).toList())).isEqualTo(expected);
    assertThat(reasons).extracting(Reason::subject).allMatch("rates"::equals);
    assertThat(books.book().tradingState(Orders.ACME, ORDER.symbol())).isEqualTo(state);
  }

  private static Exposure exposure(Exposure.Total desk, Exposure.Total firm, boolean reducing) {
    return new Exposure(
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        reducing,
        0,
        Exposure.Holding.NONE,
        desk,
        firm,
        Exposure.Messages.NONE);
  }

  private static Exposure.Total count(int openOrders) {
    return new Exposure.Total(BigDecimal.ZERO, BigDecimal.ZERO, openOrders);
  }

  private static List<Reason> breaches(Books books, Exposure exposure) {
    ControlBook book = books.book();
    return Controls.breaches(
        Candidate.of(Orders.ACME, ORDER, book, TimeInForce.DAY), book, exposure, 0);
  }

  private static String ids(List<Reason> reasons) {
    return String.join(" ", reasons.stream().map(Reason::ruleId).toList());
  }
}
