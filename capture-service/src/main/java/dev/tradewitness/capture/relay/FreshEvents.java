package dev.tradewitness.capture.relay;

import dev.tradewitness.capture.stream.CommittedEvents;
import dev.tradewitness.capture.stream.StoredEvent;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Hands fresh commits from the committer to the relay without touching the table again. Never
/// waits: what does not fit is left to the table.
final class FreshEvents implements CommittedEvents {

  private final int eventsMax;
  private final long bytesMax;
  private final LinkedBlockingQueue<List<StoredEvent>> groups = new LinkedBlockingQueue<>();
  private final AtomicInteger events = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicBoolean missed = new AtomicBoolean();

  FreshEvents(int eventsMax, long bytesMax) {
    this.eventsMax = eventsMax;
    this.bytesMax = bytesMax;
  }

  @Override
  public void committed(List<StoredEvent> group) {
    if (events.get() + group.size() > eventsMax || bytes.get() > bytesMax) {
      missed.set(true);
      return;
    }
    events.addAndGet(group.size());
    bytes.addAndGet(size(group));
    groups.add(group);
  }

  /// The oldest group, waited for a while; null when there is none.
  @Nullable List<StoredEvent> next(long patienceMillis) throws InterruptedException {
    List<StoredEvent> group = groups.poll(patienceMillis, TimeUnit.MILLISECONDS);
    if (group != null) {
      taken(group);
    }
    return group;
  }

  private void taken(List<StoredEvent> group) {
    events.addAndGet(-group.size());
    bytes.addAndGet(-size(group));
  }

  /// Drops what waits: it is of a database that another one has replaced.
  void clear() {
    for (List<StoredEvent> group = groups.poll(); group != null; group = groups.poll()) {
      taken(group);
    }
  }

  /// Whether a group did not fit since the last time this was asked.
  boolean missedSome() {
    return missed.getAndSet(false);
  }

  private static long size(List<StoredEvent> group) {
    long size = 0;
    for (StoredEvent event : group) {
      size += event.document().bytes().length;
    }
    return size;
  }
}
