package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.lane.LaneAnswer.Refusal;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.authorize.policy.RulesInForce;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One account partition. Processes its accounts' commands one at a time, in journal order. A
/// change takes effect in memory and is queued under one lock; the caller waits outside it until
/// the row is durable.
public final class Lane {

  final ReentrantLock lock = new ReentrantLock();

  private final int number;
  private final Custody custody;
  private final LaneBounds bounds;
  // All below: guarded by the lock.
  private final RecentOrders recent;
  private final OrderLookup lookup;
  private final LaneRows rows;
  private final LaneReports reports;
  private final LaneOrders orders;
  private final LaneRedemptions redemptions;

  Lane(int number, LaneSettings settings, Custody custody, LaneTotals totals, ScopeTotals scopes) {
    this.number = number;
    this.custody = custody;
    this.bounds = new LaneBounds(number, settings, totals);
    this.recent = settings.recentOrders();
    this.lookup = new OrderLookup(recent);
    this.rows = new LaneRows(number, custody, recent, scopes, bounds.emptyState());
    this.reports = new LaneReports(settings, custody, totals, rows);
    this.orders = new LaneOrders(settings, totals, lookup, rows, reports, scopes);
    this.redemptions = new LaneRedemptions(settings, recent, rows, reports);
  }

  public int number() {
    return number;
  }

  /// Decides an order, or finds what was decided before.
  ///
  /// @param rules read under the lock: an order that waited for the lane is judged by what is in
  ///   force when its turn comes, so that a halt holds for every order after [Lanes#awaitDurable]
  /// @param findings what an earlier answer had the caller look up
  public LaneAnswer.ToOrder decide(
      OrderCommand command, Supplier<RulesInForce> rules, JournalFindings findings) {
    return inCustody(LaneAnswer.Refused::new, () -> orders.decide(command, rules, findings));
  }

  /// What would be decided now. Releases what is due, as a decision would.
  public LaneAnswer.ToDryRun dryRun(OrderCommand command, Supplier<RulesInForce> rules) {
    return inCustody(LaneAnswer.Refused::new, () -> orders.dryRun(command, rules));
  }

  /// Applies a report to the order with this journal number.
  ///
  /// @param loaded the order as read from the journal, null at the first attempt
  public LaneAnswer.ToReport report(
      long sequence, ReportCommand command, LaneAnswer.@Nullable Loaded loaded) {
    return inCustody(LaneAnswer.Refused::new, () -> reportHere(sequence, command, loaded));
  }

  private LaneAnswer.ToReport reportHere(
      long sequence, ReportCommand command, LaneAnswer.@Nullable Loaded loaded) {
    OrderState known = lookup.state(rows.state(), sequence);
    if (known != null) {
      return reports.report(known, command);
    }
    if (loaded == null) {
      recent.pin(sequence);
      return new LaneAnswer.NotInMemory(rows.reading());
    }
    // Another owner may have added to the order before the lane was read again.
    return loaded.reading() == rows.reading()
        ? reports.report(loaded.order(), command)
        : new LaneAnswer.Refused(Refusal.UNAVAILABLE);
  }

  /// Redeems the token of the order with this journal number.
  ///
  /// @param ofOrder the id of that decision as the journal has it; null at the first attempt
  /// @param controls read under the lock, as in [#decide]
  public LaneAnswer.ToRedemption redeem(
      long sequence,
      RedeemCommand command,
      @Nullable UUID ofOrder,
      Supplier<ControlBook> controls) {
    return inCustody(
        LaneAnswer.Refused::new, () -> redemptions.redeem(sequence, command, ofOrder, controls));
  }

  /// Ends what [LaneAnswer.NotInMemory] began.
  ///
  /// @param pinnedUnder the reading that it told
  public void unpin(long sequence, int pinnedUnder) {
    change(() -> {
      if (pinnedUnder == rows.reading()) {
        recent.unpin(sequence);
      }
    });
  }

  /// Releases reservations that reached their deadline, earliest first, as long as the queue has
  /// room to spare: many orders that expire at once must not keep new orders out. Until then an
  /// order is judged as if the rest were open.
  ///
  /// @param max releases at once
  /// @return how many
  public int releaseDue(int max) {
    return locked(() -> reports.releaseDue(max));
  }

  /// True when an order has reached its deadline and can be released once there is room.
  boolean hasDue() {
    return read((state, last) -> reports.hasDue());
  }

  /// Finds the orders in memory that have this id, or may have it.
  ///
  /// @param client whose order it is; null for any account's
  public LaneAnswer.ToSearch find(@Nullable ClientId client, ClientOrderId id) {
    return locked(() ->
        custody.refusal() == Refusal.UNAVAILABLE
            ? new LaneAnswer.Refused(Refusal.UNAVAILABLE)
            : lookup.find(rows.state(), client, id));
  }

  /// The newest row that is not known to be durable: when it is, everything in memory is.
  public @Nullable Pending last() {
    return locked(rows::last);
  }

  /// Whether all that the account has open on this side of the symbol only brings its position
  /// nearer to zero.
  public boolean isReducedByOpen(ClientId client, Symbol symbol, Side side) {
    return read((state, last) -> state.book().symbol(client, symbol).isReducedByOpen(side));
  }

  /// Reads the lane's state under its lock.
  <T> T read(LaneReader<T> reader) {
    return locked(() -> reader.read(rows.state(), rows.last()));
  }

  /// Works under the lock, unless the lanes are not in this process's hands.
  private <T> T inCustody(Function<Refusal, T> refused, Supplier<T> work) {
    return locked(() -> {
      Refusal refusal = custody.refusal();
      return refusal == null ? work.get() : refused.apply(refusal);
    });
  }

  private <T extends @Nullable Object> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable work) {
    locked(() -> {
      work.run();
      return this;
    });
  }

  /// Replaces the state by one read from the journal.
  void recovered(LaneState read) {
    change(() -> rows.recovered(read));
    addUp();
  }

  /// Called with the lock held, once nothing in memory waits for a commit.
  void nothingPending() {
    rows.nothingPending();
  }

  LaneBounds bounds() {
    return bounds;
  }

  /// Adds up what the lane holds.
  void addUp() {
    bounds.holds(read((state, last) -> state.sums().plus(recent.sums(), 1)));
  }
}
