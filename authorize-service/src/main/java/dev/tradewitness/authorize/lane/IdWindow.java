package dev.tradewitness.authorize.lane;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Keeps the lanes' remembered ids, and the filters of forgotten ones, inside the idempotency
/// window and inside the bounds that all lanes share.
///
/// Called by the keeper's thread alone.
final class IdWindow {

  private static final long PAUSE_NANOS = 50_000;

  private final LaneSettings settings;
  private final LaneTotals totals;

  IdWindow(LaneSettings settings, LaneTotals totals) {
    this.settings = settings;
    this.totals = totals;
  }

  /// Forgets ids that left the window, and, when all lanes together remember too many, ids of lanes
  /// that have more than their part.
  void keep(List<Lane> lanes) {
    // What leaves by age waits for a clock that is right; what leaves for room cannot wait.
    if (!settings.clock().isSuspect()) {
      int windowStart = settings.windowStart();
      for (Lane lane : lanes) {
        changeAll(lane, index -> index.evictSome(windowStart));
      }
    }
    boolean forgot = true;
    while (totals.idsTooMany() > 0 && forgot) {
      forgot = false;
      for (Lane lane : lanes) {
        forgot |= totals.idsTooMany() > 0 && change(lane, this::forgetSome) > 0;
      }
    }
    for (Lane lane : lanes) {
      changeAll(lane, index -> index.limit(totals.idsRoom(lane.number())));
      change(lane, index -> limitFilters(index, lane.number()));
    }
    if (totals.isIdsNearlyFull() || lanes.stream().anyMatch(IdWindow::forgetsAny)) {
      settings.earlyIndex().findableUpTo(settings.today());
    }
  }

  /// Forgets some ids when the lane has more than its part.
  private int forgetSome(OrderIndex index) {
    return index.size() > totals.idsPart() ? index.forgetEarly() : 0;
  }

  private int limitFilters(OrderIndex index, int lane) {
    index.limitFilters(totals.filterRoom(lane));
    return 0;
  }

  private static boolean forgetsAny(Lane lane) {
    return lane.read((state, last) -> state.index().forgetsAny());
  }

  /// Changes a lane's index.
  private interface Change {
    /// @return how many ids were forgotten
    int to(OrderIndex index);
  }

  /// Between two portions whoever waits for the lane gets time to take its lock, which is not fair.
  private void changeAll(Lane lane, Change change) {
    while (change(lane, change) > 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private int change(Lane lane, Change change) {
    record Done(int forgotten, int early, int coarsened, int widened) {}
    Done done =
        lane.read((state, last) -> {
          OrderIndex index = state.index();
          int forgotten = change.to(index);
          return new Done(
              forgotten,
              index.takeForgottenEarly(),
              index.takeFiltersCoarsened(),
              index.takeClientsWidened());
        });
    settings.meters().forgotEarly(done.early());
    settings.meters().filtersCoarsened(done.coarsened());
    settings.meters().clientsWidened(done.widened());
    lane.addUp();
    return done.forgotten();
  }
}
