package dev.tradewitness.authorize.lane;

import java.time.LocalDate;

/// How much one lane may keep in memory, within what all lanes may keep together.
final class LaneBounds {

  private final int lane;
  private final LaneSettings settings;
  private final LaneTotals totals;

  LaneBounds(int lane, LaneSettings settings, LaneTotals totals) {
    this.lane = lane;
    this.settings = settings;
    this.totals = totals;
  }

  /// A new state of the lane, to be brought up to the journal's end.
  LaneState emptyState() {
    return settings.emptyState(lane, totals.idsRoom(lane));
  }

  /// The first day whose order ids are remembered.
  LocalDate windowStart() {
    return LocalDate.ofEpochDay(settings.windowStart());
  }

  /// Takes note of what the lane holds now.
  void holds(LaneTotals.Sums now) {
    totals.set(lane, now);
  }

  /// @throws IllegalStateException when the heap may not hold what is read from the journal
  void requireRoom(LaneState read) {
    totals.requireRecoverable(lane, read.sums());
  }

  /// Takes note of what was read so far, so that lanes that are read at the same time keep the
  /// bounds together: forgets ids for which there is no room, and makes filters of forgotten ones
  /// coarser.
  ///
  /// @throws IllegalStateException when the heap may not hold the rest
  void reading(LaneState read) {
    requireRoom(read);
    int forgotten;
    do {
      forgotten = read.index().limit(totals.idsRoom(lane));
    } while (forgotten > 0);
    read.index().limitFilters(totals.filterRoom(lane));
    holds(read.sums());
  }
}
