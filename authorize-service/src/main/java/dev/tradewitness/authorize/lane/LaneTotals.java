package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.exposure.ExposureBook;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Symbol;
import java.util.Arrays;

/// What all lanes hold together, as added up about once a second. The bounds of the state are
/// bounds on these totals, so a busy lane may use what idle lanes leave. Between two sums the lanes
/// may exceed a bound by what arrives in a second.
///
/// Safe for any number of threads as long as one at a time deals with the same lane.
final class LaneTotals {

  /// @param openOrders orders that hold a reservation
  /// @param holdings pairs of an account and a symbol with anything open or held
  /// @param ids remembered order ids
  /// @param executions remembered executions, as [StateBounds#executions] counts them
  /// @param filterBytes of the filters of forgotten ids
  record Sums(long openOrders, long holdings, long ids, long executions, long filterBytes) {
    static final Sums NONE = new Sums(0, 0, 0, 0, 0);

    Sums plus(Sums other, int sign) {
      return new Sums(
          openOrders + sign * other.openOrders,
          holdings + sign * other.holdings,
          ids + sign * other.ids,
          executions + sign * other.executions,
          filterBytes + sign * other.filterBytes);
    }
  }

  private static final int SHARE_LEAST = 1_000;

  private final StateBounds bounds;
  private final int openOrdersShare;
  private final int holdingsShare;
  private final int executionsShare;
  private final Sums[] lanes;
  private volatile Sums sums = Sums.NONE;

  LaneTotals(StateBounds bounds, int laneCount) {
    this.bounds = bounds;
    this.openOrdersShare = share(bounds.openOrders());
    this.holdingsShare = share(bounds.holdings());
    this.executionsShare = share(bounds.executions());
    this.lanes = new Sums[laneCount];
    Arrays.fill(lanes, Sums.NONE);
  }

  private static int share(int bound) {
    return Math.max(SHARE_LEAST, bound / 4);
  }

  synchronized void set(int lane, Sums now) {
    sums = sums.plus(lanes[lane], -1).plus(now, 1);
    lanes[lane] = now;
  }

  Sums sums() {
    return sums;
  }

  /// True when this order has no room, in all or in its account's share: an account has at most a
  /// quarter of the open orders, of the holdings and of the executions, and 1,000 in any case, so
  /// one client's state does not stop the others. An order of an account that has something open or
  /// holds something in the symbol takes no other holding, so a full table never stops it from
  /// reducing a position.
  boolean isFull(ExposureBook book, ClientId client, Symbol symbol) {
    Sums now = sums;
    return now.openOrders() >= bounds.openOrders()
        || now.openOrders() >= openOrdersShare
            && book.account(client).openOrders() >= openOrdersShare
        || now.executions() >= bounds.executions()
        || now.executions() >= executionsShare && book.executions(client) >= executionsShare
        || isHoldingsFull(now, book, client) && !book.isHeld(client, symbol);
  }

  private boolean isHoldingsFull(Sums now, ExposureBook book, ClientId client) {
    return now.holdings() >= bounds.holdings()
        || now.holdings() >= holdingsShare && book.holdings(client) >= holdingsShare;
  }

  /// True when an open order may not take another execution.
  boolean isExecutionsFull() {
    return sums.executions() >= StateBounds.tolerated(bounds.executions());
  }

  /// Ids above the bound, to be forgotten.
  long idsTooMany() {
    return Math.max(0, sums.ids() - bounds.rememberedIds());
  }

  /// True when ids may have to be forgotten soon.
  boolean isIdsNearlyFull() {
    return sums.ids() > bounds.rememberedIds() / 8L * 7;
  }

  /// A lane's part of the bound on ids.
  int idsPart() {
    return Math.max(1, bounds.rememberedIds() / lanes.length);
  }

  /// How many ids a lane may remember: its part, and what the others leave.
  int idsRoom(int lane) {
    long left = bounds.rememberedIds() - (sums.ids() - lanes[lane].ids());
    return Math.clamp(left, idsPart(), bounds.rememberedIds());
  }

  /// How many bytes the filters of a lane's forgotten ids may take: its part, and what the others
  /// leave.
  long filterRoom(int lane) {
    long all = bounds.filterBytes();
    long left = all - (sums.filterBytes() - lanes[lane].filterBytes());
    return Math.clamp(left, all / lanes.length, all);
  }

  /// Checks what a lane holds while it is read from its journal. A bound may have been exceeded by
  /// what arrived in a second, so more than the bound is tolerated.
  ///
  /// @throws IllegalStateException when the heap may not hold it, naming the bounds
  void requireRecoverable(int lane, Sums read) {
    Sums all = sums.plus(lanes[lane], -1).plus(read, 1);
    if (all.openOrders() > StateBounds.tolerated(bounds.openOrders())
        || all.holdings() > StateBounds.tolerated(bounds.holdings())
        || all.executions() > StateBounds.tolerated(bounds.executions())) {
      throw new IllegalStateException(
          "the journal has more than memory may hold: %s; the bounds are %s"
              .formatted(all, bounds));
    }
  }
}
