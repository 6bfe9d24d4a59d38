package dev.tradewitness.capture.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The one way of every event of this instance from its door to the table: first in, first out.
/// Doors offer, the committer takes groups, the spool takes what is diverted.
///
/// A group that fails takes everything queued behind it along: to the spool while it is open, else
/// back to the doors. While the queue is diverted, every arrival goes the same way, so none
/// overtakes another. The spool brings its events back with [#requeue] and ends the diversion with
/// [#resume] once nothing older is left on the disk.
///
/// Waiting events are bounded by the intake and by the spool's window.
public final class CommitQueue {

  /// Beyond it, arrivals of a diverted queue are turned away: the disk is slower than the doors.
  static final int DIVERTED_EVENTS_MAX = 4096;

  /// Of an event that belongs to no run.
  public static final long NO_RUN = -1;

  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition toCommit = lock.newCondition();
  private final Condition toSpool = lock.newCondition();
  private final ArrayDeque<StreamEntry> queued = new ArrayDeque<>();

  /// Empty unless the queue is diverted.
  private final ArrayDeque<StreamEntry> diverted = new ArrayDeque<>();

  /// The group that the committer works on.
  private List<StreamEntry> running = List.of();

  private long runningSince;

  /// Whether the running group was given up: its events went on without it.
  private volatile boolean abandoned;

  /// Changed under the lock only.
  private volatile boolean spoolOpen;

  private boolean isDiverted;

  /// Something happened since the spool waited last.
  private boolean spoolWoken;

  private boolean closed;
  private long failures;

  /// How often the disk refused diverted events.
  private long refusals;

  /// Failures and refusals after the last refusal.
  private long refusedAt;

  /// @param nanoTime monotonic
  public CommitQueue(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Begins a run: events of one sender that must not overtake one another even when the sender
  /// gets one of them back. Returns the mark for [#offer(StreamEntry, long)].
  public long beginRun() {
    lock.lock();
    try {
      return failures + refusals;
    } finally {
      lock.unlock();
    }
  }

  /// Takes an event to the end of the queue, or completes it as not stored. Returns at once.
  public void offer(StreamEntry entry) {
    offer(entry, NO_RUN);
  }

  /// As [#offer(StreamEntry)], but not once an earlier event of the run may have been handed back.
  ///
  /// @param run of [#beginRun], called before the run's first event, or [#NO_RUN]
  public void offer(StreamEntry entry, long run) {
    String refusal;
    lock.lock();
    try {
      refusal = enter(entry, run);
    } finally {
      lock.unlock();
    }
    if (refusal != null) {
      entry.complete(new StreamOutcome.NotStored(refusal));
    }
  }

  private @Nullable String enter(StreamEntry entry, long run) {
    boolean spoolable = spoolOpen && !entry.keptElsewhere();
    if (closed) {
      return "the service is stopping";
    }
    if (run != NO_RUN && mayHaveHandedBack(run, spoolable)) {
      return "an earlier event of the same run was not stored";
    }
    if (!isDiverted) {
      queued.addLast(entry);
      toCommit.signal();
      return null;
    }
    if (!spoolable) {
      return "older events wait for the database";
    }
    if (diverted.size() >= DIVERTED_EVENTS_MAX) {
      return "too many events wait for the disk";
    }
    if (diverted.isEmpty()) { // else the spool knows, and waits for room
      wakeSpool();
    }
    diverted.addLast(entry);
    return null;
  }

  private boolean mayHaveHandedBack(long run, boolean spoolable) {
    return spoolable ? refusedAt > run : failures + refusals != run;
  }

  /// The committer's next group, waited for a while; empty when there is none. The committer calls
  /// [#settled] or [#failed] before it asks for another.
  List<StreamEntry> next(int eventsMax, long bytesMax, Duration patience)
      throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (queued.isEmpty() && left > 0 && !closed) {
        left = toCommit.awaitNanos(left);
      }
      running = first(queued, eventsMax, bytesMax);
      runningSince = nanoTime.getAsLong();
      return running;
    } finally {
      lock.unlock();
    }
  }

  private static List<StreamEntry> first(
      ArrayDeque<StreamEntry> waiting, int eventsMax, long bytesMax) {
    var group = new ArrayList<StreamEntry>();
    long bytes = 0;
    while (!waiting.isEmpty() && group.size() < eventsMax && bytes < bytesMax) {
      StreamEntry entry = waiting.removeFirst();
      bytes += entry.bytes();
      group.add(entry);
    }
    return group;
  }

  /// The running group is done: each of its events has its outcome.
  void settled() {
    lock.lock();
    try {
      running = List.of();
      abandoned = false;
      wakeSpool();
    } finally {
      lock.unlock();
    }
  }

  /// The running group failed. Those of its events that have no outcome yet, and everything queued
  /// behind them, go to the spool or back to the doors.
  void failed(String reason) {
    List<StreamEntry> back;
    lock.lock();
    try {
      // What was abandoned has gone already, but for records of the spool.
      back = abandoned ? fromSpool(running) : divert();
      running = List.of();
      abandoned = false;
      wakeSpool();
    } finally {
      lock.unlock();
    }
    back.forEach(entry -> entry.complete(new StreamOutcome.NotStored(reason)));
  }

  private static List<StreamEntry> fromSpool(List<StreamEntry> group) {
    return group.stream().filter(entry -> entry.isFromSpool() && !entry.isDone()).toList();
  }

  /// Gives up the running group when it takes too long, as if it had failed. What the database
  /// makes of it later is harmless: an event that it stored after all is a repetition when the
  /// spool brings it.
  ///
  /// Only the records of the spool in the group wait for their outcome, however late it is: a
  /// database that is slow for every group would never be known to have one of them.
  ///
  /// @return whether there was such a group
  public boolean abandonAfter(Duration patience) {
    List<StreamEntry> back;
    lock.lock();
    try {
      if (running.isEmpty()
          || abandoned
          || !spoolOpen
          || nanoTime.getAsLong() - runningSince < patience.toNanos()) {
        return false;
      }
      List<StreamEntry> waiting = fromSpool(running);
      back = divert();
      back.removeAll(Set.copyOf(waiting));
      abandoned = true;
    } finally {
      lock.unlock();
    }
    back.forEach(entry ->
        entry.complete(new StreamOutcome.NotStored("the database does not answer in time")));
    return true;
  }

  private void wakeSpool() {
    spoolWoken = true;
    toSpool.signal();
  }

  /// @return what goes back to the doors
  private List<StreamEntry> divert() {
    failures++;
    isDiverted = spoolOpen;
    var back = new ArrayList<StreamEntry>();
    for (Collection<StreamEntry> part : List.of(running, queued)) {
      for (StreamEntry entry : part) {
        if (entry.isDone()) {
          continue;
        }
        if (spoolOpen && !entry.keptElsewhere()) {
          diverted.addLast(entry);
        } else {
          back.add(entry);
        }
      }
    }
    queued.clear();
    return back;
  }

  /// Opens the way to the spool.
  ///
  /// @param holdsEvents whether older events are on the disk: then the queue is diverted at once
  public void openSpool(boolean holdsEvents) {
    lock.lock();
    try {
      spoolOpen = true;
      isDiverted = holdsEvents;
    } finally {
      lock.unlock();
    }
  }

  /// Closes the way to the spool and hands back what has not reached the disk.
  public void closeSpool() {
    List<StreamEntry> back;
    lock.lock();
    try {
      spoolOpen = false;
      // What is on the disk is older than all that could still come.
      closed = closed || isDiverted;
      back = List.copyOf(diverted);
      diverted.clear();
    } finally {
      lock.unlock();
    }
    back.forEach(entry -> entry.complete(new StreamOutcome.NotStored("the service is stopping")));
  }

  /// Waits until something happens that the spool has not seen, at most for that time: the first
  /// event is diverted, or a group is done or has failed. What the spool left diverted wakes
  /// nobody: it left it because there was no room.
  public void awaitSpoolWork(Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (!spoolWoken && left > 0) {
        left = toSpool.awaitNanos(left);
      }
      spoolWoken = false;
    } finally {
      lock.unlock();
    }
  }

  /// Takes the oldest diverted events, for the disk: each is completed by the spool. One event at
  /// least fits, unless `bytesMax` is smaller than it.
  public List<StreamEntry> takeDiverted(long bytesMax) {
    lock.lock();
    try {
      var group = new ArrayList<StreamEntry>();
      long bytes = 0;
      while (!diverted.isEmpty()) {
        StreamEntry entry = diverted.peekFirst();
        bytes += entry.bytes();
        if (bytes > bytesMax) {
          break;
        }
        diverted.removeFirst();
        // A group that was abandoned may have been stored meanwhile.
        if (!entry.isDone()) {
          group.add(entry);
        }
      }
      return group;
    } finally {
      lock.unlock();
    }
  }

  /// The disk refused some of what was taken last. Takes everything diverted behind it: the caller
  /// hands it back, and whatever else comes of the runs that are under way is not taken either.
  public List<StreamEntry> turnBack() {
    lock.lock();
    try {
      refusals++;
      refusedAt = failures + refusals;
      var back = List.copyOf(diverted);
      diverted.clear();
      return back;
    } finally {
      lock.unlock();
    }
  }

  /// Queues events from the disk for the committer, in front of all that is diverted; or completes
  /// them as not stored when older ones may have been handed back since.
  ///
  /// @param failuresSeen of [#failures], before the older events from the disk were looked at
  public void requeue(List<StreamEntry> entries, long failuresSeen) {
    boolean refused;
    lock.lock();
    try {
      refused = closed || abandoned || failures != failuresSeen;
      if (!refused) {
        queued.addAll(entries);
        toCommit.signal();
      }
    } finally {
      lock.unlock();
    }
    if (refused) {
      entries.forEach(
          entry -> entry.complete(new StreamOutcome.NotStored("the database does not answer")));
    }
  }

  /// Ends the diversion: nothing older than the diverted events is on the disk that has not been
  /// requeued. They are queued for the committer themselves, and arrivals again behind them.
  ///
  /// @param failuresSeen of [#failures]: when there has been another one since, nothing changes
  public void resume(long failuresSeen) {
    lock.lock();
    try {
      if (failures != failuresSeen || closed || abandoned) {
        return;
      }
      queued.addAll(diverted);
      diverted.clear();
      isDiverted = false;
      toCommit.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Whether events can be spooled.
  public boolean isSpoolOpen() {
    return spoolOpen;
  }

  /// Whether arrivals go to the spool.
  public boolean isDiverted() {
    lock.lock();
    try {
      return isDiverted;
    } finally {
      lock.unlock();
    }
  }

  /// How many groups have failed or been abandoned.
  public long failures() {
    lock.lock();
    try {
      return failures;
    } finally {
      lock.unlock();
    }
  }

  /// Whether the committer is still busy with a group that was given up.
  public boolean isStuck() {
    return abandoned;
  }

  /// Nothing is taken any more; what waits for the committer is handed back.
  void close() {
    List<StreamEntry> back;
    lock.lock();
    try {
      closed = true;
      back = divert();
      toCommit.signal();
    } finally {
      lock.unlock();
    }
    back.forEach(entry -> entry.complete(new StreamOutcome.NotStored("the service is stopping")));
  }
}
