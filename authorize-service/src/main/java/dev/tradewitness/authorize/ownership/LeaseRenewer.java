package dev.tradewitness.authorize.ownership;

import dev.tradewitness.kit.threads.VitalTask;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Renews the lease from the moment it is taken, on a thread of its own: a recovery may take longer
/// than a lease lives.
final class LeaseRenewer {

  private static final Logger log = LoggerFactory.getLogger(LeaseRenewer.class);

  private final Ownership ownership;
  private final Duration interval;
  private volatile boolean stopping;
  private final Thread thread =
      Thread.ofPlatform()
          .name("lease-renewer")
          .daemon()
          .unstarted(VitalTask.until(() -> stopping, this::run));

  LeaseRenewer(Ownership ownership, Duration leaseLife) {
    this.ownership = ownership;
    this.interval = leaseLife.dividedBy(3);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(interval);
        renew();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void renew() {
    try {
      if (!ownership.renew()) {
        log.atWarn().log("another instance took the lanes over");
      }
    } catch (SQLException | RuntimeException e) {
      // The epoch protects the journal, not the clock: nothing is lost by trying again.
      log.atWarn().setCause(e).log("lease not renewed");
    }
  }

  void stop() throws InterruptedException {
    stopping = true;
    thread.interrupt();
    thread.join(Duration.ofSeconds(5));
  }
}
