package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.journal.Pending.Outcome;
import dev.tradewitness.authorize.lane.AccountView;
import dev.tradewitness.authorize.lane.Lanes;
import dev.tradewitness.authorize.lane.ScopeTotals;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.ownership.Ownership;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What accounts have open and hold. Every view is durable.
public final class Accounts {

  private final Ownership ownership;
  private final Lanes lanes;

  public Accounts(Ownership ownership) {
    this.ownership = ownership;
    this.lanes = ownership.lanes();
  }

  /// What an account has; null when that cannot be confirmed as durable now.
  public @Nullable AccountView exposure(ClientId client) throws InterruptedException {
    long tenure = ownership.tenure();
    if (!isOpen()) {
      return null;
    }
    AccountView view = AccountView.of(lanes.of(client), client);
    return isDurable(view.last()) && isStillOpen(tenure) ? view : null;
  }

  /// What desks or the firm have; null when that cannot be confirmed as durable now.
  public <T> @Nullable T together(Function<ScopeTotals, T> reading) throws InterruptedException {
    long tenure = ownership.tenure();
    if (!isOpen()) {
      return null;
    }
    Lanes.Together<T> together = lanes.together(reading);
    for (Pending row : together.newest()) {
      if (!isDurable(row)) {
        return null;
      }
    }
    return isStillOpen(tenure) ? together.read() : null;
  }

  /// A page of accounts.
  public sealed interface Page {

    /// @param next where the next page starts; null when this is the last one
    record Read(List<AccountView> accounts, @Nullable AccountCursor next) implements Page {}

    /// The lanes were read again since the cursor was given: its place means nothing any more.
    record Expired() implements Page {}

    /// It cannot be confirmed as durable now.
    record Unavailable() implements Page {}
  }

  /// Accounts with exposure, in no particular order. Whoever follows the cursors to the end meets
  /// every account once that has exposure all the while.
  ///
  /// @param from null for the first page
  public Page exposures(@Nullable AccountCursor from, int limit) throws InterruptedException {
    long tenure = ownership.tenure();
    if (!isOpen()) {
      return new Page.Unavailable();
    }
    if (from != null && isExpired(from)) {
      return new Page.Expired();
    }
    AccountCursor next = from == null ? start(0) : from;
    var accounts = new ArrayList<AccountView>();
    while (next != null && accounts.size() < limit) {
      AccountView.Portion portion =
          AccountView.portion(lanes.all().get(next.lane()), next.place(), limit - accounts.size());
      if (!isDurable(portion.last())) {
        return new Page.Unavailable();
      }
      accounts.addAll(portion.accounts());
      next =
          portion.next() < 0
              ? start(next.lane() + 1)
              : new AccountCursor(next.lane(), portion.next(), next.epoch());
    }
    // Lanes that were lost meanwhile may have been read again, and places are others now.
    return isStillOpen(tenure)
        ? new Page.Read(List.copyOf(accounts), next)
        : new Page.Unavailable();
  }

  private boolean isExpired(AccountCursor cursor) {
    return cursor.lane() >= lanes.count() || cursor.epoch() != epoch(cursor.lane());
  }

  /// Null when there is no such lane.
  private @Nullable AccountCursor start(int lane) {
    return lane < lanes.count() ? new AccountCursor(lane, 0, epoch(lane)) : null;
  }

  private long epoch(int lane) {
    return ownership.epoch(lane);
  }

  private boolean isOpen() {
    return ownership.state() == Ownership.State.OPEN;
  }

  /// False when the lanes were lost meanwhile: a recovery may have emptied what was read.
  private boolean isStillOpen(long tenure) {
    return ownership.tenure() == tenure && isOpen();
  }

  private static boolean isDurable(@Nullable Pending last) throws InterruptedException {
    return last == null || last.await() == Outcome.COMMITTED;
  }
}
