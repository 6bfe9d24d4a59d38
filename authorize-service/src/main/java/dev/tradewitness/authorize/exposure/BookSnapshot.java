package dev.tradewitness.authorize.exposure;

import dev.tradewitness.authorize.exposure.ExposureBook.SymbolKey;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Side;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A book at one moment. Immutable.
public record BookSnapshot(
    List<OrderState> open,
    Map<SymbolKey, SymbolExposure> symbols,
    Map<ClientId, AccountExposure> accounts) {

  public static final BookSnapshot EMPTY = new BookSnapshot(List.of(), Map.of(), Map.of());

  /// Adds everything up again, from the open orders and the positions.
  public Map<ClientId, AccountExposure> recomputed() {
    var totals = new HashMap<ClientId, AccountExposure>();
    for (OrderState order : open) {
      boolean buy = order.terms().side() == Side.BUY;
      add(
          totals,
          order.key().client(),
          new AccountExposure(
              buy ? order.openValue() : BigDecimal.ZERO,
              buy ? BigDecimal.ZERO : order.openValue(),
              BigDecimal.ZERO,
              BigDecimal.ZERO,
              1));
    }
    symbols.forEach((key, held) ->
        add(
            totals,
            key.client(),
            new AccountExposure(
                BigDecimal.ZERO, BigDecimal.ZERO, held.value().abs(), held.value(), 0)));
    totals.values().removeIf(AccountExposure::isNone);
    return totals;
  }

  /// @throws IllegalStateException naming an account whose totals are not the sum of its parts
  public void requireConsistent() {
    Map<ClientId, AccountExposure> sums = recomputed();
    accounts.forEach((client, carried) -> requireEqual(client, carried, sums.get(client)));
    sums.forEach((client, sum) -> requireEqual(client, accounts.get(client), sum));
    requireOpenQuantities();
  }

  private void requireOpenQuantities() {
    var units = new HashMap<SymbolKey, SymbolExposure>();
    for (OrderState order : open) {
      var key = new SymbolKey(order.key().client(), order.terms().symbol());
      units.merge(
          key,
          SymbolExposure.NONE.opened(order.terms().side(), order.remaining(), 1),
          (a, b) ->
              a.opened(Side.BUY, b.openBuyQty(), b.openOrders())
                  .opened(Side.SELL, b.openSellQty(), 0));
    }
    symbols.forEach((key, carried) -> {
      SymbolExposure sum = units.getOrDefault(key, SymbolExposure.NONE);
      if (carried.openBuyQty().compareTo(sum.openBuyQty()) != 0
          || carried.openSellQty().compareTo(sum.openSellQty()) != 0
          || carried.openOrders() != sum.openOrders()) {
        throw new IllegalStateException(
            "%s carries open quantities %s, its orders add up to %s".formatted(key, carried, sum));
      }
    });
  }

  private static void requireEqual(
      ClientId client,
      @org.jspecify.annotations.Nullable AccountExposure carried,
      @org.jspecify.annotations.Nullable AccountExposure sum) {
    if (carried == null || !carried.equals(sum)) {
      throw new IllegalStateException(
          "account %s carries %s, its orders and positions add up to %s"
              .formatted(client, carried, sum));
    }
  }

  private static void add(
      Map<ClientId, AccountExposure> totals, ClientId client, AccountExposure part) {
    totals.merge(
        client,
        part,
        (a, b) ->
            new AccountExposure(
                a.openBuy().add(b.openBuy()),
                a.openSell().add(b.openSell()),
                a.positionGross().add(b.positionGross()),
                a.positionNet().add(b.positionNet()),
                a.openOrders() + b.openOrders()));
  }
}
