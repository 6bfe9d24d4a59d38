package dev.tradewitness.system.load;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// When the clients of a drill may go on: each at its own rate, until the drill says enough.
public final class Pace {

  private final CountDownLatch enough = new CountDownLatch(1);

  /// No client begins anything new after this.
  public void enough() {
    enough.countDown();
  }

  public boolean isEnough() {
    return enough.getCount() == 0;
  }

  /// Waits out the rest of the client's interval; false when it is enough.
  public boolean next(Duration interval) throws InterruptedException {
    return !enough.await(interval.toNanos(), TimeUnit.NANOSECONDS);
  }
}
