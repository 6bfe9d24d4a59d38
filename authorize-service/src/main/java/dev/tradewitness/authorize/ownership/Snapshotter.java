package dev.tradewitness.authorize.ownership;

import dev.tradewitness.authorize.journal.JournalProperties;
import dev.tradewitness.authorize.lane.Lane;
import dev.tradewitness.authorize.lane.LaneRecovery;
import dev.tradewitness.kit.threads.VitalTask;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes snapshots of lanes that grew, so that a recovery reads few rows. One lane at a time.
final class Snapshotter {

  private static final Logger log = LoggerFactory.getLogger(Snapshotter.class);

  private final Ownership ownership;
  private final LaneRecovery recovery;
  private final JournalProperties settings;
  private final long[] snapshotAt;
  private volatile boolean stopping;
  private final Thread thread =
      Thread.ofPlatform()
          .name("lane-snapshots")
          .daemon()
          .unstarted(VitalTask.until(() -> stopping, this::run));

  Snapshotter(Ownership ownership, LaneRecovery recovery, JournalProperties settings) {
    this.ownership = ownership;
    this.recovery = recovery;
    this.settings = settings;
    this.snapshotAt = new long[ownership.lanes().count()];
  }

  void start() {
    thread.start();
  }

  /// A lane was read up to this row, from a snapshot or without one.
  void recovered(Lane lane, long nextSequence) {
    snapshotAt[lane.number()] = nextSequence;
  }

  private void run() {
    long since = System.nanoTime();
    try {
      while (true) {
        Thread.sleep(1000);
        boolean timeIsUp = System.nanoTime() - since >= settings.snapshotInterval().toNanos();
        for (Lane lane : ownership.lanes().all()) {
          if (ownership.state() == Ownership.State.OPEN
              && grown(lane) >= (timeIsUp ? 1 : settings.snapshotRows())) {
            take(lane);
          }
        }
        since = timeIsUp ? System.nanoTime() : since;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long grown(Lane lane) {
    return LaneRecovery.nextSequence(lane) - snapshotAt[lane.number()];
  }

  private void take(Lane lane) throws InterruptedException {
    try {
      long covered = recovery.snapshot(lane, ownership.epoch(lane.number()));
      // What is not durable yet is tried again in the next round.
      if (covered >= 0) {
        snapshotAt[lane.number()] = covered;
      }
    } catch (SQLException | RuntimeException e) {
      log.atWarn().addKeyValue("lane", lane.number()).setCause(e).log("snapshot not written");
    }
  }

  void stop() throws InterruptedException {
    stopping = true;
    thread.interrupt();
    thread.join(Duration.ofSeconds(5));
  }

  /// Leaves fresh snapshots behind for the next owner, as far as the time allows.
  void takeAll(Duration within) throws InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    for (Lane lane : ownership.lanes().all()) {
      if (System.nanoTime() < deadline && grown(lane) > 0) {
        take(lane);
      }
    }
  }
}
