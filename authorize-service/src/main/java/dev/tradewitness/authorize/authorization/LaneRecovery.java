package dev.tradewitness.authorize.authorization;

import dev.tradewitness.authorize.journal.JournalStore;
import dev.tradewitness.authorize.journal.SnapshotStore;
import dev.tradewitness.authorize.journal.SnapshotStore.LaneSnapshot;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings a lane to where its journal ends: snapshot, then every row above it, then the sums.
final class LaneRecovery {

  private static final Logger log = LoggerFactory.getLogger(LaneRecovery.class);

  private final JournalStore journal;
  private final SnapshotStore snapshots;

  LaneRecovery(JournalStore journal, SnapshotStore snapshots) {
    this.journal = journal;
    this.snapshots = snapshots;
  }

  /// @throws IllegalStateException when journal and snapshot contradict each other; the lane must
  ///   not open then
  void recover(int number, Lane lane) throws SQLException {
    long start = System.nanoTime();
    LaneSnapshot snapshot = snapshots.read(number);
    lane.reset(snapshot);
    journal.forEachId(
        number,
        snapshot.sequence(),
        id -> lane.remember(id.clientId(), id.clientOrderId(), id.sequence()));
    journal.forEach(number, snapshot.sequence(), lane::replay);
    lane.requireConsistent();
    log.atInfo()
        .addKeyValue("lane", number)
        .addKeyValue("snapshot", snapshot.sequence())
        .addKeyValue("next", lane.nextSequence())
        .addKeyValue("openOrders", lane.openOrders())
        .addKeyValue("millis", (System.nanoTime() - start) / 1_000_000)
        .log("lane recovered");
  }
}
