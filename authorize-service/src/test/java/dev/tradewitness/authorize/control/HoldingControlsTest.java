package dev.tradewitness.authorize.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.Books;
import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.control.Permissions.SymbolList;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.authorize.order.TimeInForce;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Positions, short sales, open orders, and what an account may trade.
class HoldingControlsTest {

  /// @param held units, negative when short
  /// @param open units in open orders on the order's side
  @ParameterizedTest
  @CsvSource({
    "BUY, 0, 0, 100, ''",
    "BUY, 0, 0, 100.000000000000000001, POSITION_LIMIT",
    "BUY, 60, 30, 10, ''",
    "BUY, 60, 30, 10.1, POSITION_LIMIT",
    "BUY, -50, 0, 150, ''", // turns a short position into the longest one
    "BUY, -50, 0, 150.5, POSITION_LIMIT",
    "BUY, 500, 0, 1e-18, POSITION_LIMIT", // beyond its limit already
    "SELL, 0, 0, 40, ''",
    "SELL, 0, 0, 40.1, POSITION_LIMIT",
    "SELL, -30, 5, 5, ''",
    "SELL, -30, 5, 5.000001, POSITION_LIMIT",
    "SELL, 500, 0, 500, ''", // reduces
    "SELL, 500, 0, 540, ''",
    "SELL, 500, 0, 540.1, POSITION_LIMIT",
    "SELL, 1e18, 0, 1e18, ''",
  })
  void thePositionWithEveryOpenOrderOnItsSideIsLimited(
      Side side, String held, String open, String qty, String codes) {
    var limits = new HoldingLimits(null, new BigDecimal("100"), new BigDecimal("40"));
    Order order = Orders.limit("o", "REF", side, qty, "1");
    Exposure exposure = holding(held, open, 0);
    assertThat(codes(order, Books.nothing().holding("acme", "REF", limits), exposure))
        .isEqualTo(codes);
    assertThat(codes(order, Books.nothing().defaultHolding("REF", limits), exposure))
        .isEqualTo(codes);
    assertThat(codes(order, Books.nothing().holding("other", "REF", limits), exposure)).isEmpty();
    assertThat(codes(order, Books.nothing().holding("acme", "OTHER", limits), exposure)).isEmpty();
  }

  @Test
  void anAccountsOwnLimitInASymbolStandsOverTheDefaultAndLeavesTheOthers() {
    Books books =
        Books.nothing()
            .holding("acme", "REF", new HoldingLimits(null, new BigDecimal("5"), null))
            .defaultHolding(
                "REF", new HoldingLimits(new BigDecimal("1"), BigDecimal.ONE, BigDecimal.ONE));
    HoldingLimits limits = books.book().limits().of(Orders.ACME, new Symbol("REF"));
    assertThat(limits.positionLong()).isEqualByComparingTo("5");
    assertThat(limits.positionShort()).isEqualByComparingTo("1");
    assertThat(limits.maxOpenOrders()).isEqualByComparingTo("1");
  }

  @ParameterizedTest
  @CsvSource({
    "2, 0, 3,, ''",
    "3, 0, 3,, MAX_OPEN_ORDERS",
    "2, 1, 3, 2, ''",
    "2, 2, 3, 2, MAX_OPEN_ORDERS",
    "3, 2, 3, 2, MAX_OPEN_ORDERS MAX_OPEN_ORDERS",
    "0, 0, 0,, MAX_OPEN_ORDERS",
    "2147483646, 0, 2147483647,, ''",
    "2147483647, 0, 2147483647,, MAX_OPEN_ORDERS",
  })
  void openOrdersAreCountedWithTheOrderItself(
      int open, int inSymbol, String limit, @Nullable String symbolLimit, String codes) {
    Books books =
        Books.defaults(
            new AccountLimits(
                null, null, null, null, null, null, new BigDecimal(limit), null, null));
    if (symbolLimit != null) {
      books.holding("acme", "REF", new HoldingLimits(new BigDecimal(symbolLimit), null, null));
    }
    var exposure =
        new Exposure(
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            false,
            open,
            new Exposure.Holding(BigDecimal.ZERO, BigDecimal.ZERO, inSymbol));
    assertThat(codes(Orders.limit("o", "REF", Side.BUY, "1", "1"), books, exposure))
        .isEqualTo(codes);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 4, 6, ''",
    "10, 4, 6.000000000000000001, SHORT_SALE",
    "0, 0, 1e-18, SHORT_SALE",
    "-1, 0, 1, SHORT_SALE",
    "1e18, 0, 1e18, ''",
  })
  void moreThanIsHeldAndNotSoldYetIsAShortSale(String held, String open, String qty, String codes) {
    Order sell = Orders.limit("o", "REF", Side.SELL, qty, "1");
    Exposure exposure = holding(held, open, 0);
    var forbidden = Map.of(Orders.ACME, ShortSale.NOT_ALLOWED);
    var symbols = Map.of("REF", ShortSale.NOT_ALLOWED);
    assertThat(codes(sell, shortSales(ShortSale.ALLOWED, forbidden, Map.of()), exposure))
        .isEqualTo(codes);
    assertThat(codes(sell, shortSales(ShortSale.ALLOWED, Map.of(), symbols), exposure))
        .isEqualTo(codes);
    assertThat(codes(sell, shortSales(ShortSale.NOT_ALLOWED, Map.of(), Map.of()), exposure))
        .isEqualTo(codes);
    assertThat(
            codes(
                sell,
                shortSales(ShortSale.NOT_ALLOWED, Map.of(Orders.ACME, ShortSale.ALLOWED), Map.of()),
                exposure))
        .as("its own setting stands over the default")
        .isEmpty();
    assertThat(codes(sell, Books.nothing(), exposure)).isEmpty();
    assertThat(
            codes(
                Orders.limit("o", "REF", Side.BUY, qty, "1"),
                shortSales(ShortSale.NOT_ALLOWED, forbidden, symbols),
                exposure))
        .isEmpty();
  }

  private static Books shortSales(
      ShortSale byDefault, Map<ClientId, ShortSale> accounts, Map<String, ShortSale> symbols) {
    return Books.nothing().permissions(new Permissions(byDefault, accounts, symbols, Map.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "REF=DENIED, NOT_PERMITTED",
    "OTHER=DENIED, ''",
    "REF=ALLOWED, ''",
    "OTHER=ALLOWED, NOT_PERMITTED",
    "OTHER=ALLOWED REF=ALLOWED, ''",
    "OTHER=ALLOWED REF=DENIED, NOT_PERMITTED",
  })
  void anAccountTradesWhatItsListsPermit(String list, String codes) {
    var symbols = new HashMap<String, Permission>();
    for (String one : list.split(" ", -1)) {
      symbols.put(
          one.substring(0, one.indexOf('=')),
          Permission.valueOf(one.substring(one.indexOf('=') + 1)));
    }
    Books books =
        Books.nothing()
            .permissions(
                new Permissions(
                    ShortSale.ALLOWED,
                    Map.of(),
                    Map.of(),
                    Map.of(Orders.ACME, new SymbolList(symbols))));
    Order order = Orders.limit("o", "ref", Side.BUY, "1", "1");
    assertThat(codes(order, books, holding("0", "0", 0))).isEqualTo(codes);
  }

  private static Exposure holding(String held, String open, int openOrders) {
    return new Exposure(
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        false,
        openOrders,
        new Exposure.Holding(new BigDecimal(held), new BigDecimal(open), openOrders));
  }

  private static String codes(Order order, Books books, Exposure exposure) {
    ControlBook book = books.book();
    List<Reason> reasons =
        Controls.breaches(
            Candidate.of(Orders.ACME, order, book, TimeInForce.DAY), book, exposure, 0);
    return String.join(" ", reasons.stream().map(Reason::code).toList());
  }
}
