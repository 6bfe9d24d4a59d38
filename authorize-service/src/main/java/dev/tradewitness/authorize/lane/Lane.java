package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.lane.LaneAnswer.Refusal;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import java.time.LocalDate;
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
  private final LaneRows rows;
  private final LaneReports reports;

  Lane(int number, LaneSettings settings, Custody custody, LaneTotals totals) {
    this.number = number;
    this.settings = settings;
    this.custody = custody;
    this.totals = totals;
    this.recent = settings.recentOrders();
    this.lookup = new OrderLookup(recent);
    this.rows = new LaneRows(number, custody, recent, emptyState());
    this.reports = new LaneReports(settings, totals, rows);
  }

  public int number() {
    return number;
  }

  /// Decides an order, or finds what was decided before.
  ///
  /// @param controls read under the lock: an order that waited for the lane is judged by what is in
  ///   force when its turn comes, so that a halt holds for every order after [Lanes#awaitDurable]
  /// @param findings what an earlier answer had the caller look up
  public LaneAnswer.ToOrder decide(
      OrderCommand command, Supplier<ControlBook> controls, JournalFindings findings) {
    lock.lock();
    try {
      Refusal refusal = custody.refusal();
      if (refusal != null) {
        return new LaneAnswer.Refused(refusal);
      }
      LaneState state = rows.state();
      LaneAnswer.ToOrder known = lookup.decided(state, command.candidate(), findings, rows.last());
      if (known != null) {
        return known;
      }
      if (totals.isFull()) {
        return new LaneAnswer.Refused(Refusal.ORDERS_FULL);
      }
      releaseDue(RELEASES_AT_ONCE);
      return decided(command, controls.get());
    } finally {
      lock.unlock();
    }
  }

  private LaneAnswer.ToOrder decided(OrderCommand command, ControlBook controls) {
    JournalRow.Decided row = rows.state().decide(command, controls, settings.moment());
    Pending pending = rows.append(row);
    if (pending == null) {
      return new LaneAnswer.Refused(Refusal.OVERLOADED);
    }
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
      LaneState state = rows.state();
      LaneAnswer.ToOrder known =
          lookup.decided(state, command.candidate(), JournalFindings.NONE, rows.last());
      return new LaneAnswer.DryRun(state.judge(command, controls.get()), known, rows.last());
    } finally {
      lock.unlock();
    }
  }

  /// Applies a report to the order with this journal number.
  ///
  /// @param loaded the order as read from the journal, null at the first attempt
  public LaneAnswer.ToReport report(
      long sequence, ReportCommand command, @Nullable OrderState loaded) {
    lock.lock();
    try {
      Refusal refusal = custody.refusal();
      if (refusal != null) {
        return new LaneAnswer.Refused(refusal);
      }
      OrderState known = lookup.state(rows.state(), sequence);
      OrderState order = known != null ? known : loaded;
      if (order == null) {
        recent.pin(sequence);
        return new LaneAnswer.NotInMemory();
      }
      return reports.report(order, command);
    } finally {
      lock.unlock();
    }
  }

  /// Ends what [LaneAnswer.NotInMemory] began.
  public void unpin(long sequence) {
    lock.lock();
    try {
      recent.unpin(sequence);
    } finally {
      lock.unlock();
    }
  }

  /// Releases reservations that reached their deadline, earliest first.
  ///
  /// @param max releases at once
  /// @return how many
  public int releaseDue(int max) {
    lock.lock();
    try {
      int released = 0;
      while (released < max && custody.refusal() == null && reports.releaseFirstDue()) {
        released++;
      }
      return released;
    } finally {
      lock.unlock();
    }
  }

  /// Finds the orders in memory that have this id, or may have it.
  ///
  /// @param client whose order it is; null for any account's
  public LaneAnswer.ToSearch find(@Nullable ClientId client, ClientOrderId id) {
    lock.lock();
    try {
      Refusal refusal = custody.refusal();
      return refusal == Refusal.UNAVAILABLE
          ? new LaneAnswer.Refused(refusal)
          : lookup.find(rows.state(), client, id);
    } finally {
      lock.unlock();
    }
  }

  /// The newest row that is not known to be durable: when it is, everything in memory is.
  public @Nullable Pending last() {
    lock.lock();
    try {
      return rows.last();
    } finally {
      lock.unlock();
    }
  }

  /// Reads the lane's state under its lock. The reader takes what it needs and returns at once.
  <T> T read(Reader<T> reader) {
    lock.lock();
    try {
      return reader.read(rows.state(), rows.last());
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
      rows.recovered(read);
    } finally {
      lock.unlock();
    }
    addUp();
  }

  /// Called with the lock held, once nothing in memory waits for a commit.
  void nothingPending() {
    rows.nothingPending();
  }

  /// A new state of this lane, to be brought up to the journal's end.
  LaneState emptyState() {
    return settings.emptyState(number, totals.idsRoom(number));
  }

  /// The first day whose order ids are remembered.
  LocalDate windowStart() {
    return LocalDate.ofEpochDay(settings.windowStart());
  }

  /// Adds up what the lane holds.
  void addUp() {
    totals.set(number, read((state, last) -> sums(state).plus(recent.sums(), 1)));
  }

  /// @throws IllegalStateException when the heap may not hold what is read from the journal
  void requireRoom(LaneState state) {
    totals.requireRecoverable(number, sums(state));
  }

  private static LaneTotals.Sums sums(LaneState state) {
    return new LaneTotals.Sums(
        state.book().openOrders(),
        state.book().holdings(),
        state.index().size(),
        state.book().executions());
  }
}
