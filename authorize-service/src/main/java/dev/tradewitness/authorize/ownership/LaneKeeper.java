package dev.tradewitness.authorize.ownership;

import dev.tradewitness.authorize.journal.JournalProperties;
import dev.tradewitness.authorize.journal.LeaseStore;
import dev.tradewitness.authorize.lane.LaneRecovery;
import dev.tradewitness.authorize.lane.LanesRecovery;
import dev.tradewitness.kit.threads.VitalTask;
import io.github.resilience4j.core.IntervalFunction;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Brings the lanes from standby to open and keeps them there: takes the lease, reads the journal,
/// has everything else that ownership needs read again, opens, releases what is due. When the lease
/// is lost it stands by and starts again.
public final class LaneKeeper implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(LaneKeeper.class);
  private static final Duration STOP_SNAPSHOTS_WITHIN = Duration.ofSeconds(8);

  // Long enough for the committer to write what the sweep before queued.
  private static final Duration DUE_SWEEP_INTERVAL = Duration.ofMillis(20);

  private final Ownership ownership;
  private final LeaseStore leases;
  private final LaneRecovery recovery;
  private final List<OwnershipListener> listeners;
  private final Duration sweepInterval;
  private final LeaseRenewer renewer;
  private final Snapshotter snapshotter;
  private final IntervalFunction backoff =
      IntervalFunction.ofExponentialRandomBackoff(
          Duration.ofMillis(100), 1.5, 0.2, Duration.ofSeconds(1));
  private final Thread keeper =
      Thread.ofPlatform()
          .name("lane-keeper")
          .unstarted(VitalTask.until(() -> !isRunning(), this::keep));
  private volatile boolean running;

  public LaneKeeper(
      Ownership ownership,
      LeaseStore leases,
      LaneRecovery recovery,
      JournalProperties settings,
      Duration sweepInterval,
      List<OwnershipListener> listeners) {
    this.ownership = ownership;
    this.leases = leases;
    this.recovery = recovery;
    this.listeners = List.copyOf(listeners);
    this.sweepInterval = sweepInterval;
    this.renewer = new LeaseRenewer(ownership, settings.leaseLife());
    this.snapshotter = new Snapshotter(ownership, recovery, settings);
  }

  @Override
  public void start() {
    running = true;
    keeper.start();
    renewer.start();
    snapshotter.start();
  }

  private void keep() {
    try {
      for (int attempt = 1; running; ) {
        if (takeOver()) {
          attempt = 1;
          hold();
          tellLost();
        } else {
          Thread.sleep(backoff.apply(Math.min(attempt++, 20)));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean takeOver() throws InterruptedException {
    try {
      if (!ownership.acquire()) {
        return false;
      }
      long start = System.nanoTime();
      LanesRecovery.recover(recovery, ownership.lanes().all(), snapshotter::recovered);
      ownership.lanes().addUp();
      listeners.forEach(OwnershipListener::taken);
      if (ownership.open()) {
        listeners.forEach(OwnershipListener::opened);
        log.atInfo()
            .addKeyValue("lanes", ownership.lanes().count())
            .addKeyValue("openOrders", ownership.lanes().openOrders())
            .addKeyValue("millis", (System.nanoTime() - start) / 1_000_000)
            .log("lanes are open");
        return true;
      }
    } catch (InterruptedException e) {
      giveBack();
      throw e;
    } catch (SQLException e) {
      log.atWarn().setCause(e).log("lanes cannot be taken yet");
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("lanes stay closed");
    }
    giveBack();
    return false;
  }

  /// Another instance may manage what this one does not.
  private void giveBack() {
    ownership.lost();
    tellLost();
    try {
      leases.release();
    } catch (SQLException e) {
      log.atDebug().setCause(e).log("lanes not given back; they come free when the lease ends");
    }
  }

  private void tellLost() {
    for (OwnershipListener listener : listeners) {
      try {
        listener.lost();
      } catch (RuntimeException e) {
        log.atError().setCause(e).log("ownership listener failed");
      }
    }
  }

  private void hold() throws InterruptedException {
    boolean dueLeft = false;
    while (running && ownership.state() != Ownership.State.STANDBY) {
      Thread.sleep(dueLeft ? DUE_SWEEP_INTERVAL : sweepInterval);
      try {
        dueLeft = ownership.lanes().sweep();
      } catch (RuntimeException e) {
        // Memory may be wrong now; the journal is not.
        log.atError().setCause(e).log("lanes are read from the journal again");
        ownership.lost();
      }
    }
  }

  /// Stops taking, writes what is queued, leaves fresh snapshots and gives the lanes back.
  @Override
  public void stop() {
    if (!running) {
      return;
    }
    running = false;
    boolean held = ownership.isServing(); // an old lease may still be ours to give back
    keeper.interrupt();
    try {
      keeper.join(Duration.ofSeconds(5));
      snapshotter.stop();
      ownership.close();
      if (held) {
        snapshotter.takeAll(STOP_SNAPSHOTS_WITHIN);
      }
      renewer.stop();
      if (held) {
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
