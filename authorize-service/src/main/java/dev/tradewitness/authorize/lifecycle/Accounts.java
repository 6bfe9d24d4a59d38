package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.journal.Pending.Outcome;
import dev.tradewitness.authorize.lane.AccountView;
import dev.tradewitness.authorize.lane.Lane;
import dev.tradewitness.authorize.lane.Lanes;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.ownership.Ownership;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
    return isDurable(view) && isStillOpen(tenure) ? view : null;
  }

  /// Accounts with exposure in order of their ids; null when that cannot be confirmed as durable
  /// now.
  ///
  /// @param after only accounts whose id is greater; null for all
  public @Nullable List<AccountView> exposures(@Nullable String after, int limit)
      throws InterruptedException {
    long tenure = ownership.tenure();
    if (!isOpen()) {
      return null;
    }
    var all = new ArrayList<AccountView>();
    for (Lane lane : lanes.all()) {
      List<AccountView> page = AccountView.page(lane, after, limit);
      if (!page.isEmpty() && !isDurable(page.getFirst())) {
        return null;
      }
      all.addAll(page);
    }
    if (!isStillOpen(tenure)) {
      return null;
    }
    all.sort(Comparator.comparing(view -> view.client().value()));
    return List.copyOf(all.subList(0, Math.min(limit, all.size())));
  }

  private boolean isOpen() {
    return ownership.state() == Ownership.State.OPEN && ownership.isHeld();
  }

  /// False when the lanes were lost meanwhile: a recovery may have emptied what was read.
  private boolean isStillOpen(long tenure) {
    return ownership.tenure() == tenure && isOpen();
  }

  private static boolean isDurable(AccountView view) throws InterruptedException {
    Pending last = view.last();
    return last == null || last.await() == Outcome.COMMITTED;
  }
}
