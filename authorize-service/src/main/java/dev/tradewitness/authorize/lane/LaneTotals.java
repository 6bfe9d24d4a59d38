package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.exposure.ExposureBook;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Symbol;

/// What all lanes hold together, as added up about once a second. The bounds of the state are
/// bounds on these totals, so a busy lane may use what idle lanes leave. Between two sums the lanes
/// may exceed a bound by what arrives in a second.
final class LaneTotals {

  /// @param openOrders orders that hold a reservation
  /// @param holdings pairs of an account and a symbol with anything open or held
  /// @param ids remembered order ids
  record Sums(long openOrders, long holdings, long ids) {
    static final Sums NONE = new Sums(0, 0, 0);

    Sums plus(Sums other) {
      return new Sums(openOrders + other.openOrders, holdings + other.holdings, ids + other.ids);
    }
  }

  private final StateBounds bounds;

  /// Written by the keeper's thread.
  private volatile Sums sums = Sums.NONE;

  LaneTotals(StateBounds bounds) {
    this.bounds = bounds;
  }

  void set(Sums now) {
    sums = now;
  }

  /// Ids were forgotten since the last sum.
  void forgot(int ids) {
    sums = new Sums(sums.openOrders(), sums.holdings(), sums.ids() - ids);
  }

  Sums sums() {
    return sums;
  }

  /// True when this order has no room. An order of an account that has something open or holds
  /// something in the symbol takes no other holding, so a full table never stops it from reducing a
  /// position.
  boolean isFull(ExposureBook book, ClientId client, Symbol symbol) {
    return sums.openOrders() >= bounds.openOrders()
        || sums.holdings() >= bounds.holdings() && !book.isHeld(client, symbol);
  }

  /// Ids above the bound, to be forgotten.
  long idsTooMany() {
    return Math.max(0, sums.ids() - bounds.rememberedIds());
  }
}
