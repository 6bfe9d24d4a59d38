package dev.tradewitness.client.delivery;

import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.spool.FileSpool;
import dev.tradewitness.client.spool.RefusedEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/// The spool as the sender uses it: a disk that fails is reported, and left alone for a while. For
/// the sender's thread.
final class Shelf {

  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final FileSpool spool;
  private final Notices notices;
  private final LongSupplier nanos;
  private boolean isPausing;
  private long pausedAt;
  private boolean isFull;
  private boolean isRefusedFull;
  private long damagedTold;

  Shelf(FileSpool spool, Notices notices, LongSupplier nanos) {
    this.spool = spool;
    this.notices = notices;
    this.nanos = nanos;
  }

  /// What the spool does; it fails as disks do.
  private interface Work<T> {
    T on(FileSpool spool) throws IOException;
  }

  boolean isEmpty() {
    return spool.records() == 0;
  }

  /// Whether the disk failed a moment ago.
  boolean isPausing() {
    isPausing = isPausing && nanos.getAsLong() - pausedAt < PAUSE_NANOS;
    return isPausing;
  }

  /// Lets the next attempt be now, however the last one ended.
  void endPause() {
    isPausing = false;
  }

  /// @return whether the events are on the disk
  boolean keep(List<Submission> submissions) {
    return kept(submissions, spool -> spool.append(events(submissions)));
  }

  /// The same for events that are the oldest of all and are being sent.
  boolean keepAsRead(List<Submission> submissions) {
    return kept(submissions, spool -> spool.appendAsRead(events(submissions)));
  }

  private boolean kept(List<Submission> submissions, Work<Boolean> append) {
    if (isPausing()) {
      return false;
    }
    if (!guarded(append, false)) {
      if (!isFull && !isPausing) {
        notices.diskFailed("the spool is full");
      }
      isFull = !isPausing;
      return false;
    }
    isFull = false;
    notices.tally().add(Tally.Of.SPOOLED, submissions.size());
    return true;
  }

  /// The oldest events; none when there are none or the disk fails.
  List<Submission> read(int eventsMax, long bytesMax) {
    if (isPausing()) {
      return List.of();
    }
    return guarded(spool -> spool.read(eventsMax, bytesMax), List.<Event>of()).stream()
        .map(Submission::ofSpooled)
        .toList();
  }

  /// What was read is settled.
  void settle() {
    boolean _ =
        guarded(
            spool -> {
              spool.settle();
              return true;
            },
            false);
  }

  /// Writes events that nobody takes to the file of refused ones.
  ///
  /// @return how many are in it
  int setAside(List<RefusedEvent> refused) {
    if (isPausing()) {
      return 0;
    }
    int kept = guarded(spool -> spool.setAside(refused), 0);
    if (kept < refused.size() && !isPausing && !isRefusedFull) {
      notices.diskFailed("the file of refused events is full");
    }
    isRefusedFull = kept < refused.size() && !isPausing;
    notices.tally().add(Tally.Of.SET_ASIDE, kept);
    return kept;
  }

  /// Tells of records that could not be read since the last call.
  void tellDamage() {
    long total = spool.damaged();
    if (total > damagedTold) {
      damagedTold = total;
      notices.diskFailed("records of the spool could not be read; their files are kept: " + total);
    }
  }

  private <T> T guarded(Work<T> work, T otherwise) {
    try {
      return work.on(spool);
    } catch (IOException e) {
      isPausing = true;
      pausedAt = nanos.getAsLong();
      notices.diskFailed(e.toString());
      return otherwise;
    }
  }

  private static List<Event> events(List<Submission> submissions) {
    return submissions.stream().map(Submission::event).toList();
  }
}
