package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.OrderStatus;
import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import java.util.ArrayList;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Finds decided orders in a lane's memory. The index finds by hash; wherever memory holds the ids
/// they are compared here, and otherwise the caller compares them with the journal's.
///
/// Owned by its lane: call only under the lane's lock.
final class OrderLookup {

  private final RecentOrders recent;

  OrderLookup(RecentOrders recent) {
    this.recent = recent;
  }

  /// The answer to an order that may have been decided before; null when it was not.
  ///
  /// @param last the lane's newest row: when it is durable, so is the status that is told
  LaneAnswer.@Nullable ToOrder decided(
      LaneState state, Candidate candidate, JournalFindings findings, @Nullable Pending last) {
    ClientId client = candidate.client();
    LaneAnswer.ToOrder known =
        repetition(state, client, candidate.order().id(), findings.below(), last);
    return known == null
            && state.index().forgottenUpTo(client, candidate.order().id()) >= findings.absentBelow()
        ? new LaneAnswer.Forgotten(last, state.nextSequence())
        : known;
  }

  /// @param below candidates of the index from this number on proved to be other orders'; an open
  ///   order is found by its ids and not by their hashes
  private LaneAnswer.@Nullable ToOrder repetition(
      LaneState state, ClientId client, ClientOrderId id, long below, @Nullable Pending last) {
    OrderState open = state.book().open(client, id);
    if (open != null) {
      long sequence = open.key().sequence();
      return known(sequence, open, recent.decision(sequence), last);
    }
    long sequence = state.index().findBefore(client, id, below);
    while (sequence >= 0) {
      OrderState known = state(state, sequence);
      Pending decision = recent.decision(sequence);
      OrderState.Key key = key(known, decision);
      if (key == null) {
        return new LaneAnswer.Stored(sequence, null, last);
      }
      if (isOf(key, client, id)) {
        return known(sequence, known, decision, last);
      }
      sequence = state.index().findBefore(client, id, sequence);
    }
    return null;
  }

  private static LaneAnswer.ToOrder known(
      long sequence,
      @Nullable OrderState known,
      @Nullable Pending pending,
      @Nullable Pending last) {
    OrderStatus status = known == null ? null : known.status();
    if (pending == null || !(pending.row() instanceof Decided row)) {
      return new LaneAnswer.Stored(sequence, status, last);
    }
    if (row.decision().reserved() == null) {
      status = OrderStatus.BLOCKED;
    }
    return status == null
        ? new LaneAnswer.Stored(sequence, null, last)
        : new LaneAnswer.Known(row.decision(), status, last);
  }

  /// The orders that have this id or may have it: the open ones, and those that the index
  /// remembers.
  ///
  /// @param client whose order it is; null for any account's
  LaneAnswer.Candidates find(LaneState state, @Nullable ClientId client, ClientOrderId id) {
    var orders = new ArrayList<OrderState.Key>(1);
    var possible = new ArrayList<Long>(0);
    LongConsumer remembered =
        sequence -> {
          if (state.book().isOpen(sequence)) {
            return; // found by its ids
          }
          OrderState.Key key = key(state(state, sequence), recent.decision(sequence));
          if (key == null) {
            possible.add(sequence);
          } else if (isOf(key, client, id)) {
            orders.add(key);
          }
        };
    if (client == null) {
      state.book().forEachOpen(id, open -> orders.add(open.key()));
      state.index().findAll(id, remembered);
      return new LaneAnswer.Candidates(orders, possible, !state.index().forgetsAny());
    }
    OrderState open = state.book().open(client, id);
    if (open != null) {
      orders.add(open.key());
    }
    for (long sequence = state.index().find(client, id);
        sequence >= 0;
        sequence = state.index().findBefore(client, id, sequence)) {
      remembered.accept(sequence);
    }
    return new LaneAnswer.Candidates(orders, possible, state.index().forgottenUpTo(client, id) < 0);
  }

  private static boolean isOf(OrderState.Key key, @Nullable ClientId client, ClientOrderId id) {
    return key.id().equals(id) && (client == null || key.client().equals(client));
  }

  /// The key of an order in memory; null when only the journal has it.
  private static OrderState.@Nullable Key key(
      @Nullable OrderState known, @Nullable Pending pending) {
    if (known != null) {
      return known.key();
    }
    return pending != null && pending.row() instanceof Decided row
        ? new OrderState.Key(row.sequence(), row.decision().client(), row.decision().order().id())
        : null;
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
