package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.journal.IdSegment;
import dev.tradewitness.authorize.journal.JournalStore;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.journal.SnapshotStore;
import dev.tradewitness.authorize.journal.SnapshotStore.LaneSnapshot;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a lane to where its journal ends, and keeps its snapshots. The bounds of memory hold also
/// while a lane is read.
public final class LaneRecovery {

  private static final Logger log = LoggerFactory.getLogger(LaneRecovery.class);

  /// Rows after which other lanes are told how much is left for them.
  private static final int NOTED_EVERY = 1024;

  private final JournalStore journal;
  private final SnapshotStore snapshots;

  public LaneRecovery(JournalStore journal, SnapshotStore snapshots) {
    this.journal = journal;
    this.snapshots = snapshots;
  }

  /// Snapshot, then every row above it, then the sums.
  ///
  /// @return number of the lane's next row
  /// @throws IllegalStateException when journal and snapshot contradict each other, or have more
  ///   than memory may hold; the lane must not open then
  public long recover(Lane lane) throws SQLException {
    long start = System.nanoTime();
    // What an earlier tenure left must not stand in memory beside what is read now.
    lane.recovered(lane.bounds().emptyState());
    try {
      LaneSnapshot snapshot = snapshots.read(lane.number());
      LaneState state = read(lane, snapshot);
      lane.recovered(state);
      log.atDebug()
          .addKeyValue("lane", lane.number())
          .addKeyValue("snapshot", snapshot.sequence())
          .addKeyValue("next", state.nextSequence())
          .addKeyValue("openOrders", state.book().openOrders())
          .addKeyValue("millis", (System.nanoTime() - start) / 1_000_000)
          .log("lane recovered");
      return state.nextSequence();
    } finally {
      // A lane that was read in part holds nothing.
      lane.addUp();
    }
  }

  private LaneState read(Lane lane, LaneSnapshot snapshot) throws SQLException {
    LaneBounds bounds = lane.bounds();
    LaneState state = bounds.emptyState();
    state.restore(snapshot);
    bounds.reading(state);
    restoreIds(lane, state, snapshot);
    restoreMessages(lane, state, snapshot);
    journal.forEach(
        lane.number(),
        snapshot.sequence(),
        row -> {
          state.apply(row);
          if (row.sequence() % NOTED_EVERY == 0) {
            bounds.reading(state);
          } else {
            bounds.requireRoom(state);
          }
        });
    state.requireConsistent();
    return state;
  }

  /// A snapshot tells no times of orders: those of its last seconds are read from the journal.
  private void restoreMessages(Lane lane, LaneState state, LaneSnapshot snapshot)
      throws SQLException {
    if (snapshot.decisionSequence() == 0) {
      return;
    }
    var newest = new AtomicLong(Long.MIN_VALUE);
    var sent = new ArrayDeque<LaneState.SentBefore>();
    journal.newestBefore(
        lane.number(),
        lane.bounds().windowStart(),
        snapshot.sequence(),
        row -> {
          long decided = row.decision().decidedAtMicros();
          newest.compareAndSet(Long.MIN_VALUE, decided);
          // A clock that was set back has newer times before older ones: memory kept them, too.
          if (state.sent().isPast(decided, newest.get())
              && MessageCounts.isPast(decided, newest.get())) {
            return false;
          }
          LaneState.SentBefore order = state.asSent(row);
          if (order != null) {
            sent.addFirst(order);
          }
          return true;
        });
    sent.forEach(state::sentBefore);
  }

  private void restoreIds(Lane lane, LaneState state, LaneSnapshot snapshot) throws SQLException {
    LocalDate windowStart = lane.bounds().windowStart();
    OrderIndex index = state.index();
    try {
      for (IdSegment segment : snapshot.ids()) {
        if (!segment.day().isBefore(windowStart)) {
          index.restore(segment.entries().bytes());
          lane.bounds().reading(state);
        }
      }
    } catch (IllegalArgumentException e) {
      log.atWarn()
          .addKeyValue("lane", lane.number())
          .setCause(e)
          .log("remembered ids are read from the journal");
      index.clear();
      lane.bounds().reading(state);
      var read = new AtomicLong();
      journal.forEachDecisionId(
          lane.number(),
          windowStart,
          snapshot.sequence(),
          id -> {
            index.put(
                new ClientId(id.clientId()),
                new ClientOrderId(id.clientOrderId()),
                id.sequence(),
                Math.toIntExact(id.day().toEpochDay()));
            if (read.incrementAndGet() % NOTED_EVERY == 0) {
              lane.bounds().reading(state);
            }
          });
      lane.bounds().reading(state);
      snapshots.distrustIds(lane.number());
    }
  }

  /// Number of the lane's next row.
  public static long nextSequence(Lane lane) {
    return lane.read((state, last) -> state.nextSequence());
  }

  /// Number of the lane's next decision.
  public static long nextDecision(Lane lane) {
    return lane.read((state, last) -> state.nextDecision());
  }

  /// Takes a picture of the lane as [#snapshot] does, and drops it.
  ///
  /// @return the first row that is not in it
  public static long rehearseSnapshot(Lane lane) {
    return lane.read((state, last) -> state.snapshot()).sequence();
  }

  private record Picture(LaneSnapshot snapshot, @Nullable Pending last) {}

  /// Writes a snapshot of the lane as it is now.
  ///
  /// @param epoch under which the lane is held
  /// @return the first row that is not in it; -1 when what it holds is not known to be durable, or
  ///   the lane is no longer held
  public long snapshot(Lane lane, long epoch) throws SQLException, InterruptedException {
    Picture picture = lane.read((state, last) -> new Picture(state.snapshot(), last));
    Pending last = picture.last();
    if (last != null && last.await() != Pending.Outcome.COMMITTED) {
      return -1;
    }
    return snapshots.write(lane.number(), epoch, picture.snapshot())
        ? picture.snapshot().sequence()
        : -1;
  }
}
