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

/// Reference prices, their age, and collars around them.
class PriceControlsTest {

  private static final Exposure NONE = new Exposure(BigDecimal.ZERO, BigDecimal.ZERO, false);
  private static final long NOW = 1_800_000_000_000_000L;
  private static final long MAX_AGE = 60_000_000;

  /// The reference price is 200.
  @ParameterizedTest
  @CsvSource({
    "5,, 210, ''",
    "5,, 210.000000000000000001, PRICE_COLLAR",
    "5,, 190, ''",
    "5,, 189.999999999999999999, PRICE_COLLAR",
    "0,, 200, ''",
    "0,, 200.0000001, PRICE_COLLAR",
    "1e-18,, 200.000000000000000002, ''",
    "1e-18,, 200.0000000000000000021, PRICE_COLLAR",
    "100,, 400, ''",
    "100,, 1e-18, ''",
    ", 0.5, 200.5, ''",
    ", 0.5, 200.51, PRICE_COLLAR",
    ", 0.5, 199.5, ''",
    ", 0.5, 199.49, PRICE_COLLAR",
    ", 1e18, 1e18, ''",
    "5, 1, 202, PRICE_COLLAR", // both count
    "5, 1, 220, PRICE_COLLAR PRICE_COLLAR",
    ",, 1e18, ''",
  })
  void aPriceMayBeAsFarAwayAsTheEdge(
      @Nullable String percent, @Nullable String absolute, String price, String codes) {
    AccountLimits limits = collar(percent, absolute);
    for (Side side : Side.values()) {
      Order order = Orders.limit("o", "REF", side, "1", price);
      assertThat(codes(order, books(NOW).withDefaults(limits).book())).isEqualTo(codes);
      assertThat(codes(order, books(NOW).symbol("REF", limits).book())).isEqualTo(codes);
    }
  }

  @Test
  void aBreachNamesWhoseCollarItIsAndTheEdge() {
    ControlBook book =
        books(NOW).withDefaults(collar("5", null)).symbol("REF", collar(null, "1")).book();
    assertThat(breaches(Orders.limit("o", "REF", Side.BUY, "1", "150"), book))
        .containsExactly(
            new Reason(
                "PRICE_COLLAR",
                "price_collar_percent",
                Scope.ACCOUNT,
                "acme",
                "150",
                "190",
                "price",
                "price_collar_percent 150 is below the collar's edge 190"),
            new Reason(
                "PRICE_COLLAR",
                "price_collar_absolute",
                Scope.SYMBOL,
                "REF",
                "150",
                "199",
                "price",
                "price_collar_absolute 150 is below the collar's edge 199"));
  }

  @Test
  void whereACollarAppliesAnOrderWithoutAReferencePriceIsBlocked() {
    Order buy = Orders.limit("o", "NONE", Side.BUY, "1", "1");
    assertThat(codes(buy, books(NOW).book())).as("no collar").isEmpty();
    assertThat(codes(buy, books(NOW).withDefaults(collar("5", null)).book()))
        .isEqualTo("NO_REFERENCE_PRICE");
    assertThat(codes(buy, books(NOW).symbol("NONE", collar(null, "5")).book()))
        .isEqualTo("NO_REFERENCE_PRICE");
    assertThat(codes(buy, books(NOW).symbol("REF", collar(null, "5")).book())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "60000000, ''",
    "60000001, STALE_REFERENCE_PRICE",
    "-1, ''", // seen a little after the database's now
  })
  void aPriceCountsForItsMaximumAgeInclusively(long age, String codes) {
    Books books = books(NOW - age);
    assertThat(codes(Orders.market("o", "REF", Side.BUY, "1"), books.book())).isEqualTo(codes);
    assertThat(codes(Orders.limit("o", "REF", Side.BUY, "1", "1"), books.book()))
        .as("a buy without a collar needs none")
        .isEmpty();
    Order sell = Orders.limit("o", "REF", Side.SELL, "1", "1");
    assertThat(codes(sell, books.book())).as("not required").isEmpty();
    assertThat(codes(sell, books.block(false, false, true).book())).isEqualTo(codes);
    assertThat(
            codes(
                Orders.limit("o", "REF", Side.BUY, "1", "200"),
                books(NOW - age).withDefaults(collar("5", null)).book()))
        .isEqualTo(codes);
  }

  @Test
  void anOldPriceIsToldWithItsAge() {
    assertThat(breaches(Orders.market("o", "REF", Side.BUY, "1"), books(NOW - 61_500_000).book()))
        .singleElement()
        .satisfies(reason -> {
          assertThat(reason.figure()).isEqualTo("61.5");
          assertThat(reason.limit()).isEqualTo("60");
          assertThat(reason.unit()).isEqualTo("seconds");
          assertThat(reason.subject()).isEqualTo("REF");
        });
  }

  @Test
  void aPriceOfTheSettingsHasNoAge() {
    ControlBook book = Books.nothing().reference("REF", "200", "210").maxAge(1).book();
    assertThat(codes(Orders.market("o", "REF", Side.BUY, "1"), book)).isEmpty();
  }

  private static AccountLimits collar(@Nullable String percent, @Nullable String absolute) {
    return new AccountLimits(
        null, null, null, null, amount(percent), amount(absolute), null, null, null);
  }

  private static @Nullable BigDecimal amount(@Nullable String text) {
    return text == null ? null : new BigDecimal(text);
  }

  private static Books books(long atMicros) {
    return Books.nothing().reference("REF", "200", "210", atMicros).maxAge(MAX_AGE);
  }

  private static String codes(Order order, ControlBook book) {
    return String.join(" ", breaches(order, book).stream().map(Reason::code).toList());
  }

  private static List<Reason> breaches(Order order, ControlBook book) {
    return Controls.breaches(
        Candidate.of(Orders.ACME, order, book, TimeInForce.DAY), book, NONE, NOW);
  }
}
