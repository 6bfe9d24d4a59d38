package dev.tradewitness.capture.intake;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Counts what is taken and not yet answered. A place is given back by the committer, not by a
/// caller that stopped waiting: so the bound holds for memory, too.
public final class InFlight {

  private final int eventsMax;
  private final long bytesMax;
  private final AtomicInteger events = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  InFlight(int eventsMax, long bytesMax) {
    this.eventsMax = eventsMax;
    this.bytesMax = bytesMax;
  }

  boolean enter(int size) {
    if (events.incrementAndGet() > eventsMax) {
      events.decrementAndGet();
      return false;
    }
    if (bytes.addAndGet(size) > bytesMax) {
      bytes.addAndGet(-size);
      events.decrementAndGet();
      return false;
    }
    return true;
  }

  void leave(int size) {
    bytes.addAndGet(-size);
    events.decrementAndGet();
  }

  public int events() {
    return events.get();
  }
}
