package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.exposure.ExposureBook.Undo;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.lane.LaneAnswer.Refusal;
import dev.tradewitness.authorize.lane.ScopeTotals.Together;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.DeskId;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A lane's state with the rows on their way to the journal: applies a row and queues it, or does
/// neither.
///
/// Owned by its lane: call only under the lane's lock.
final class LaneRows {

  private final int lane;
  private final Custody custody;
  private final RecentOrders recent;
  private final ScopeTotals scopes;
  private LaneState state;
  private @Nullable Pending last;
  // Counts the times that the state was read from the journal.
  private int reading;

  LaneRows(int lane, Custody custody, RecentOrders recent, ScopeTotals scopes, LaneState state) {
    this.lane = lane;
    this.custody = custody;
    this.recent = recent;
    this.scopes = scopes;
    this.state = state;
    state.follow(scopes);
  }

  LaneState state() {
    return state;
  }

  /// The newest row that is not known to be durable: when it is, everything in memory is.
  @Nullable Pending last() {
    return last;
  }

  /// How often the state was read from the journal.
  int reading() {
    return reading;
  }

  /// Called once nothing in memory waits for a commit.
  void nothingPending() {
    last = null;
  }

  /// Replaces the state by one read from the journal. [Lanes#sumScopes] counts it.
  void recovered(LaneState read) {
    state = read;
    state.follow(scopes);
    reading++;
    recent.clear();
    last = null;
  }

  /// Decides a new order. When the queue is full, nothing is changed.
  ///
  /// @param moment asked once nothing comes in between any more: what is counted by time is counted
  ///   in the order of the times
  LaneAnswer.ToOrder decide(OrderCommand command, ControlBook controls, Supplier<Moment> moment) {
    ClientId client = command.candidate().client();
    place(client, controls);
    return controls.limitsTogether(client)
        ? scopes.judge(() -> {
          Moment now = moment.get();
          return decide(command, controls, scopes.of(client, now.wallMicros()), now);
        })
        : decide(command, controls, Together.NONE, moment.get());
  }

  /// Has the account counted in the sum of the desk that it is of now.
  void place(ClientId client, ControlBook controls) {
    DeskId desk = controls.desk(client);
    if (!scopes.isPlaced(client, desk)) {
      scopes.place(client, desk, state.book().account(client));
    }
  }

  private LaneAnswer.ToOrder decide(
      OrderCommand command, ControlBook controls, Together together, Moment moment) {
    JournalRow.Decided row = state.decide(command, controls, together, moment);
    Pending pending = append(row, () -> recent.forgetDecision(row.sequence()));
    if (pending == null) {
      return new LaneAnswer.Refused(Refusal.OVERLOADED);
    }
    recent.rememberDecision(row.sequence(), pending);
    Candidate candidate = command.candidate();
    return new LaneAnswer.Decided(
        pending,
        row.decision(),
        controls.tradingState(candidate.client(), candidate.order().symbol()));
  }

  /// @param after the order's state after the report
  /// @return null when the queue is full; then nothing was changed
  @Nullable Pending append(JournalRow.Reported row, OrderState after) {
    long order = row.order().sequence();
    RecentOrders.Closed closedBefore = recent.closed(order);
    // One step: an order of another lane that is judged by room given back here is queued behind
    // it,
    // so neither is written without the other.
    Pending pending =
        scopes.isJudgedBy()
            ? scopes.still(() -> append(row, () -> recent.restoreClosed(order, closedBefore)))
            : append(row, () -> recent.restoreClosed(order, closedBefore));
    if (pending != null && !after.status().isOpen()) {
      recent.rememberClosed(order, after, pending);
    }
    return pending;
  }

  /// Queues the redemption of a token.
  ///
  /// @return null when the queue is full; then nothing was changed
  @Nullable Pending append(JournalRow.Redeemed row) {
    long order = row.order().sequence();
    Pending pending = append(row, () -> recent.forgetRedemption(order));
    if (pending != null) {
      recent.rememberRedemption(order, pending);
    }
    return pending;
  }

  /// @param cached takes back what the caches take note of
  private @Nullable Pending append(JournalRow row, Undo cached) {
    LaneState changed = state;
    Undo change = changed.apply(row);
    var pending =
        new Pending(
            row,
            custody.epoch(lane),
            () -> {
              // A state that was read again since has nothing to take back.
              if (changed == state) {
                cached.run();
                change.run();
              }
            });
    if (!custody.offer(pending)) {
      change.run();
      return null;
    }
    last = pending;
    return pending;
  }
}
