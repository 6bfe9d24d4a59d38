package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.OrderStatus;
import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import org.jspecify.annotations.Nullable;

/// Finds decided orders in a lane's memory. The index finds by hash; wherever memory holds the ids
/// they are compared here, and otherwise the caller compares them with the journal's.
///
/// Owned by its lane: call only under the lane's lock.
public final class OrderLookup {

  /// Is told what a search finds.
  @FunctionalInterface
  public interface Found {
    /// @param sequence the order's journal number
    /// @param compared true when its ids are the ones searched for; false when only the journal can
    ///   tell
    void order(long sequence, boolean compared);
  }

  /// Whether an order has the ids that are searched for.
  private enum Match {
    YES,
    NO,
    UNKNOWN
  }

  private final RecentOrders recent;

  OrderLookup(RecentOrders recent) {
    this.recent = recent;
  }

  /// The decision that an order repeats; null when memory has none.
  ///
  /// @param below candidates of the index from this number on proved to be other orders'; an open
  ///   order is found by its ids and not by their hashes
  LaneAnswer.@Nullable ToOrder repetition(
      LaneState state, ClientId client, ClientOrderId id, long below) {
    OrderState open = state.book().open(client, id);
    if (open != null) {
      long sequence = open.key().sequence();
      return known(sequence, open, recent.decision(sequence));
    }
    long sequence = state.index().findBefore(client, id, below);
    while (sequence >= 0) {
      OrderState known = state(state, sequence);
      Pending decision = recent.decision(sequence);
      switch (match(known, decision, client, id)) {
        case YES -> {
          return known(sequence, known, decision);
        }
        case UNKNOWN -> {
          return new LaneAnswer.Stored(sequence, null);
        }
        case NO -> sequence = state.index().findBefore(client, id, sequence);
      }
    }
    return null;
  }

  private static LaneAnswer.ToOrder known(
      long sequence, @Nullable OrderState known, @Nullable Pending pending) {
    OrderStatus status = known == null ? null : known.status();
    if (pending == null || !(pending.row() instanceof Decided row)) {
      return new LaneAnswer.Stored(sequence, status);
    }
    if (row.decision().reserved() == null) {
      status = OrderStatus.BLOCKED;
    }
    return status == null
        ? new LaneAnswer.Stored(sequence, null)
        : new LaneAnswer.Known(pending, row.decision(), status);
  }

  /// Every order that may have this id: the open ones, and those that the index remembers.
  ///
  /// @param client whose order it is; null for any account's
  void find(LaneState state, @Nullable ClientId client, ClientOrderId id, Found found) {
    if (client == null) {
      state.book().forEachOpen(id, open -> found.order(open.key().sequence(), true));
      state.index().findAll(id, sequence -> report(state, sequence, null, id, found));
      return;
    }
    OrderState open = state.book().open(client, id);
    if (open != null) {
      found.order(open.key().sequence(), true);
      return;
    }
    for (long sequence = state.index().find(client, id);
        sequence >= 0;
        sequence = state.index().findBefore(client, id, sequence)) {
      report(state, sequence, client, id, found);
    }
  }

  private void report(
      LaneState state, long sequence, @Nullable ClientId client, ClientOrderId id, Found found) {
    if (state.book().open(sequence) != null) {
      return; // found by its ids
    }
    switch (match(state(state, sequence), recent.decision(sequence), client, id)) {
      case YES -> found.order(sequence, true);
      case UNKNOWN -> found.order(sequence, false);
      case NO -> {}
    }
  }

  private static Match match(
      @Nullable OrderState known,
      @Nullable Pending pending,
      @Nullable ClientId client,
      ClientOrderId id) {
    ClientId ofClient;
    ClientOrderId ofId;
    if (known != null) {
      ofClient = known.key().client();
      ofId = known.key().id();
    } else if (pending != null && pending.row() instanceof Decided row) {
      ofClient = row.decision().client();
      ofId = row.decision().order().id();
    } else {
      return Match.UNKNOWN;
    }
    return ofId.equals(id) && (client == null || ofClient.equals(client)) ? Match.YES : Match.NO;
  }

  /// The order's state; null when only the journal has it.
  @Nullable OrderState state(LaneState state, long sequence) {
    OrderState open = state.book().open(sequence);
    if (open != null) {
      return open;
    }
    RecentOrders.Closed closed = recent.closed(sequence);
    if (closed != null) {
      return closed.state();
    }
    Pending decision = recent.decision(sequence);
    // Once it is committed there may be reports about it that only the journal still has.
    return decision != null && !decision.isCommitted() && decision.row() instanceof Decided row
        ? OrderState.decided(sequence, row.decision())
        : null;
  }
}
