package dev.tradewitness.authorize.authorization;

import dev.tradewitness.authorize.authorization.Lane.LanePicture;
import dev.tradewitness.authorize.journal.JournalProperties;
import dev.tradewitness.authorize.journal.JournalStore;
import dev.tradewitness.authorize.journal.LeaseStore;
import dev.tradewitness.authorize.journal.LeaseStore.Lease;
import dev.tradewitness.authorize.journal.Pending.Outcome;
import dev.tradewitness.authorize.journal.SnapshotStore;
import io.github.resilience4j.core.IntervalFunction;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Takes the lanes when nobody else holds them, recovers and opens them, keeps the lease, releases
/// what is due, and takes snapshots. When the lanes are lost to another owner it stands by and,
/// once it gets them back, starts from the journal again.
public final class LaneKeeper implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(LaneKeeper.class);

  private final Lanes lanes;
  private final LeaseStore leases;
  private final SnapshotStore snapshots;
  private final LaneRecovery recovery;
  private final JournalProperties settings;
  private final Duration sweepInterval;
  private final long[] snapshotAt;
  private final IntervalFunction backoff =
      IntervalFunction.ofExponentialRandomBackoff(
          Duration.ofMillis(100), 1.5, 0.2, Duration.ofSeconds(1));
  private final Thread keeper = Thread.ofVirtual().name("lane-keeper").unstarted(this::keep);
  private final Thread snapshotter =
      Thread.ofVirtual().name("lane-snapshots").unstarted(this::takeSnapshots);
  private volatile boolean running;

  public LaneKeeper(
      Lanes lanes,
      LeaseStore leases,
      JournalStore journal,
      SnapshotStore snapshots,
      JournalProperties settings) {
    this.lanes = lanes;
    this.leases = leases;
    this.snapshots = snapshots;
    this.recovery = new LaneRecovery(journal, snapshots);
    this.settings = settings;
    this.sweepInterval = lanes.settings().sweepInterval();
    this.snapshotAt = new long[settings.lanes()];
  }

  @Override
  public void start() {
    try {
      leases.prepare();
    } catch (SQLException e) {
      throw new IllegalStateException("the journal's lanes cannot be prepared", e);
    }
    running = true;
    keeper.start();
    snapshotter.start();
  }

  private void keep() {
    try {
      for (int attempt = 1; running; ) {
        if (takeOver()) {
          attempt = 1;
          holdOn();
        } else {
          Thread.sleep(backoff.apply(Math.min(attempt++, 20)));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean takeOver() {
    try {
      Lease lease = leases.acquire();
      if (lease == null) {
        return false;
      }
      lanes.take(lease);
      List<Lane> all = lanes.all();
      for (int number = 0; number < all.size(); number++) {
        recovery.recover(number, all.get(number));
        snapshotAt[number] = all.get(number).nextSequence();
        lanes.renew();
      }
      lanes.open();
      log.atInfo().addKeyValue("lanes", all.size()).log("lanes are open");
      return true;
    } catch (SQLException e) {
      log.atWarn().setCause(e).log("lanes cannot be taken yet");
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("lanes stay closed: the journal cannot be applied");
    }
    lanes.lost();
    return false;
  }

  private void holdOn() throws InterruptedException {
    try {
      hold();
    } catch (RuntimeException e) {
      // Memory may be wrong now; the journal is not.
      log.atError().setCause(e).log("lanes are read from the journal again");
      lanes.lost();
    }
  }

  private void hold() throws InterruptedException {
    long renewEvery = settings.leaseLife().toNanos() / 3;
    long renewed = System.nanoTime();
    while (running && lanes.state() != Lanes.State.STANDBY) {
      Thread.sleep(sweepInterval);
      lanes.all().forEach(lane -> lane.releaseDue(1000));
      if (System.nanoTime() - renewed >= renewEvery) {
        renewed = System.nanoTime();
        renew();
      }
    }
  }

  private void renew() {
    try {
      if (!lanes.renew()) {
        log.atWarn().log("the lanes went to another owner");
      }
    } catch (SQLException e) {
      // The epoch protects the journal, not the clock: nothing is lost by trying again.
      log.atWarn().addKeyValue("state", String.valueOf(e.getSQLState())).log("lease not renewed");
    }
  }

  private void takeSnapshots() {
    long since = System.nanoTime();
    try {
      while (running) {
        Thread.sleep(1000);
        boolean timeIsUp = System.nanoTime() - since >= settings.snapshotInterval().toNanos();
        takeSnapshots(timeIsUp ? 1 : settings.snapshotRows());
        since = timeIsUp ? System.nanoTime() : since;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void takeSnapshots(long rowsMin) throws InterruptedException {
    List<Lane> all = lanes.all();
    for (int number = 0; number < all.size(); number++) {
      if (lanes.state() == Lanes.State.OPEN
          && all.get(number).nextSequence() - snapshotAt[number] >= rowsMin) {
        takeSnapshot(number, all.get(number));
      }
    }
  }

  private void takeSnapshot(int number, Lane lane) throws InterruptedException {
    if (lane.nextSequence() == snapshotAt[number]) {
      return;
    }
    LanePicture picture = lane.picture();
    // Only what is durable may be kept; otherwise the next round tries again.
    if (picture.last() != null
        && picture.last().await(Duration.ofSeconds(5).toNanos()) != Outcome.COMMITTED) {
      return;
    }
    try {
      snapshots.write(number, picture.snapshot());
      snapshotAt[number] = picture.snapshot().sequence();
    } catch (SQLException | RuntimeException e) {
      log.atWarn().addKeyValue("lane", number).setCause(e).log("snapshot not written");
    }
  }

  /// Stops taking, writes what is queued, leaves fresh snapshots and gives the lanes back.
  @Override
  public void stop() {
    if (!running) {
      return;
    }
    running = false;
    boolean held = lanes.state() == Lanes.State.OPEN;
    keeper.interrupt();
    snapshotter.interrupt();
    try {
      keeper.join(Duration.ofSeconds(5));
      snapshotter.join(Duration.ofSeconds(5));
      lanes.close();
      if (held) {
        for (int number = 0; number < lanes.all().size(); number++) {
          takeSnapshot(number, lanes.all().get(number));
        }
        leases.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      log.atWarn().setCause(e).log("lanes not given back; they come free when the lease ends");
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /// Stopped after the doors (Spring Boot's web server and Kafka listeners stop in higher phases).
  @Override
  public int getPhase() {
    return 0;
  }
}
