package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.exposure.ExecType;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.exposure.ExposureBook.Undo;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.Transition;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.lane.LaneAnswer.Refusal;
import dev.tradewitness.authorize.lane.LaneAnswer.Why;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One account partition. Processes its accounts' commands one at a time, in journal order. A
/// change takes effect in memory and is queued under one lock; the caller waits outside it until
/// the row is durable.
public final class Lane {

  private static final int RELEASES_AT_ONCE = 64;

  final ReentrantLock lock = new ReentrantLock();

  private final int number;
  private final LaneSettings settings;
  private final Custody custody;
  private final LaneTotals totals;
  // All below: guarded by the lock.
  private final RecentOrders recent;
  private final OrderLookup lookup;
  private LaneState state;
  private @Nullable Pending last;
  // Counts the times that the state was read from the journal.
  private int reading;

  /// Some ids of the window are in the journal alone.
  private volatile boolean forgotInsideWindow;

  Lane(int number, LaneSettings settings, Custody custody, LaneTotals totals) {
    this.number = number;
    this.settings = settings;
    this.custody = custody;
    this.totals = totals;
    this.recent = new RecentOrders(settings.recentOrders());
    this.lookup = new OrderLookup(recent);
    this.state = settings.emptyState(number);
  }

  public int number() {
    return number;
  }

  /// Decides an order, or finds what was decided before.
  ///
  /// @param controls read under the lock: an order that waited for the lane is judged by what is in
  ///   force when its turn comes, so that a halt holds for every order after [Lanes#awaitDurable]
  /// @param below only decisions with a lower journal number are taken for repetitions: a hit of
  ///   the index with this number proved to be another order's
  public LaneAnswer.ToOrder decide(
      OrderCommand command, Supplier<ControlBook> controls, long below) {
    lock.lock();
    try {
      Refusal refusal = custody.refusal();
      if (refusal != null) {
        return new LaneAnswer.Refused(refusal);
      }
      Candidate candidate = command.candidate();
      LaneAnswer.ToOrder known =
          lookup.repetition(state, candidate.client(), candidate.order().id(), below, last);
      if (known != null) {
        return known;
      }
      if (totals.isFull(state.book(), candidate.client(), candidate.order().symbol())) {
        return new LaneAnswer.Refused(Refusal.ORDERS_FULL);
      }
      releaseDue(RELEASES_AT_ONCE);
      return decided(command, controls.get());
    } finally {
      lock.unlock();
    }
  }

  private LaneAnswer.ToOrder decided(OrderCommand command, ControlBook controls) {
    JournalRow.Decided row = state.decide(command, controls, settings.moment());
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

  /// What would be decided now. Releases what is due, as a decision would.
  public LaneAnswer.ToDryRun dryRun(OrderCommand command, Supplier<ControlBook> controls) {
    lock.lock();
    try {
      Refusal refusal = custody.refusal();
      if (refusal != null) {
        return new LaneAnswer.Refused(refusal);
      }
      releaseDue(RELEASES_AT_ONCE);
      Candidate candidate = command.candidate();
      return new LaneAnswer.DryRun(
          state.judge(command, controls.get()),
          lookup.repetition(state, candidate.client(), candidate.order().id(), Long.MAX_VALUE, last)
              != null,
          last);
    } finally {
      lock.unlock();
    }
  }

  /// Applies a report to the order with this journal number.
  ///
  /// @param loaded the order as read from the journal, null at the first attempt
  public LaneAnswer.ToReport report(
      long sequence, ReportCommand command, LaneAnswer.@Nullable Loaded loaded) {
    lock.lock();
    try {
      Refusal refusal = custody.refusal();
      if (refusal != null) {
        return new LaneAnswer.Refused(refusal);
      }
      OrderState known = lookup.state(state, sequence);
      if (known != null) {
        return report(known, command);
      }
      if (loaded == null) {
        recent.pin(sequence);
        return new LaneAnswer.NotInMemory(reading);
      }
      // Another owner may have added to the order before the lane was read again.
      return loaded.reading() == reading
          ? report(loaded.order(), command)
          : new LaneAnswer.Refused(Refusal.UNAVAILABLE);
    } finally {
      lock.unlock();
    }
  }

  /// Ends what [LaneAnswer.NotInMemory] began.
  ///
  /// @param pinnedUnder the reading that it told
  public void unpin(long sequence, int pinnedUnder) {
    lock.lock();
    try {
      if (pinnedUnder == reading) {
        recent.unpin(sequence);
      }
    } finally {
      lock.unlock();
    }
  }

  private LaneAnswer.ToReport report(OrderState order, ReportCommand command) {
    Why contradiction = command.terms().contradicting(order.terms());
    if (contradiction != null) {
      return new LaneAnswer.Unchanged(last, order, contradiction);
    }
    return switch (order.on(command.report())) {
      case Transition.Duplicate() -> new LaneAnswer.Unchanged(last, order, Why.DUPLICATE);
      case Transition.Conflict() -> new LaneAnswer.Unchanged(last, order, Why.CONFLICT);
      case Transition.AlreadyClosed() -> new LaneAnswer.Unchanged(last, order, Why.ALREADY_CLOSED);
      // Only here and not in the state: what the journal has counts at a replay, whatever the
      // bound.
      case Transition.Applied(OrderState after, var anomalies)
          when command.report() instanceof ExecutionReport.Trade
              && after.executions().size() > settings.orders().executionsPerOrderMax() ->
          new LaneAnswer.Unchanged(last, order, Why.TOO_MANY_EXECUTIONS);
      case Transition.Applied(OrderState after, var anomalies) -> {
        Pending pending = reported(order, after, command);
        yield pending == null
            ? new LaneAnswer.Refused(Refusal.OVERLOADED)
            : new LaneAnswer.Applied(pending, after, anomalies);
      }
    };
  }

  private @Nullable Pending reported(OrderState before, OrderState after, ReportCommand command) {
    long order = before.key().sequence();
    RecentOrders.Closed closedBefore = recent.closed(order);
    Pending pending =
        append(
            state.decide(before, command, settings.clock().wallMicros()),
            () -> recent.restoreClosed(order, closedBefore));
    if (pending != null && !after.status().isOpen()) {
      recent.rememberClosed(order, after, pending);
    }
    return pending;
  }

  /// Applies the row and queues it.
  ///
  /// @param cached takes back what the caches take note of
  /// @return null when the queue is full; then nothing was changed
  private @Nullable Pending append(JournalRow row, Undo cached) {
    LaneState changed = state;
    Undo change = changed.apply(row);
    var pending =
        new Pending(
            row,
            custody.epoch(number),
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

  /// Releases reservations that reached their deadline, earliest first, as long as the queue has
  /// room to spare: many orders that expire at once must not keep new orders out. Until then an
  /// order is judged as if the rest were open.
  ///
  /// @param max releases at once
  /// @return how many
  public int releaseDue(int max) {
    lock.lock();
    try {
      int released = 0;
      while (released < max && custody.refusal() == null && releaseFirstDue()) {
        released++;
      }
      return released;
    } finally {
      lock.unlock();
    }
  }

  private boolean releaseFirstDue() {
    if (settings.clock().isSuspect()) {
      return false;
    }
    OrderState due = state.book().firstDue(settings.clock().databaseMicros());
    if (due == null) {
      return false;
    }
    if (!custody.hasRoomToSpare()) {
      settings.meters().releasesDeferred();
      return false;
    }
    var release =
        new ReportCommand(new ExecutionReport.Closed(ExecType.RELEASED), "reservation deadline");
    boolean released = report(due, release) instanceof LaneAnswer.Applied;
    if (released) {
      settings.meters().released();
    }
    return released;
  }

  /// True when an order has reached its deadline and can be released once there is room.
  boolean hasDue() {
    lock.lock();
    try {
      return custody.refusal() == null
          && !settings.clock().isSuspect()
          && state.book().firstDue(settings.clock().databaseMicros()) != null;
    } finally {
      lock.unlock();
    }
  }

  /// Gives the journal number of every remembered order that may have this id.
  ///
  /// @param client whose order it is; null for any account's
  /// @param found told each number, and whether the ids were compared: a hit of the index may be
  ///   another order's
  /// @return why nothing can be said now, or null
  public @Nullable Refusal find(
      @Nullable ClientId client, ClientOrderId id, OrderLookup.Found found) {
    lock.lock();
    try {
      Refusal refusal = custody.refusal();
      if (refusal == Refusal.UNAVAILABLE) {
        return refusal;
      }
      lookup.find(state, client, id, found);
      return null;
    } finally {
      lock.unlock();
    }
  }

  /// The newest row that is not known to be durable: when it is, everything in memory is.
  public @Nullable Pending last() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  /// Reads the lane's state under its lock. The reader takes what it needs and returns at once.
  <T> T read(Reader<T> reader) {
    lock.lock();
    try {
      return reader.read(state, last);
    } finally {
      lock.unlock();
    }
  }

  /// Reads a lane's state.
  interface Reader<T> {
    /// @param last when this row is durable, so is the state; null when everything is
    T read(LaneState state, @Nullable Pending last);
  }

  /// Replaces the state by one read from the journal.
  void recovered(LaneState read) {
    lock.lock();
    try {
      state = read;
      reading++;
      recent.clear();
      last = null;
    } finally {
      lock.unlock();
    }
  }

  /// Called with the lock held, once nothing in memory waits for a commit.
  void nothingPending() {
    last = null;
  }

  /// A new state of this lane, to be brought up to the journal's end.
  LaneState emptyState() {
    return settings.emptyState(number);
  }

  boolean forgotInsideWindow() {
    return forgotInsideWindow;
  }

  /// The first day, in days since 1970, whose order ids are still remembered.
  int windowStart() {
    return settings.windowStart();
  }

  /// Forgets order ids that left the window, and, when all lanes together remember too many, the
  /// oldest ones of a lane that has more than its part.
  void forgetIds() {
    if (settings.clock().isSuspect()) {
      return;
    }
    lock.lock();
    try {
      OrderIndex index = state.index();
      totals.forgot(index.evictBefore(settings.windowStart()));
      if (totals.idsTooMany() > 0
          && index.size() > settings.bounds().rememberedIds() / settings.laneCount()) {
        int forgotten = index.forgetOldest();
        totals.forgot(forgotten);
        settings.meters().forgotEarly(forgotten);
        forgotInsideWindow = true;
      }
    } finally {
      lock.unlock();
    }
  }
}
