package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.journal.JournalStore.Appended;
import dev.tradewitness.authorize.journal.LeaseStore.Lease;
import dev.tradewitness.authorize.journal.Pending.Outcome;
import dev.tradewitness.kit.threads.VitalTask;
import io.github.resilience4j.core.IntervalFunction;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes rows in groups. A group is what gathered while the group before it was written: a single
/// row is written at once, and many rows share a commit. One thread, no timer.
///
/// After a failed commit memory must not hold what the journal does not. The lanes stop, the fate
/// of the group is read from the journal, and every row that is not there is taken back, newest
/// first, with everything built upon it.
public final class JournalCommitter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(JournalCommitter.class);
  private static final Duration SWEEP_INTERVAL = Duration.ofMillis(20);

  private final JournalStore store;
  private final LaneGroup lanes;
  private final JournalMeters meters;
  private final CommitListener committed;
  private final int groupMax;
  private final long answerDeadlineNanos;
  private final ArrayBlockingQueue<Pending> queue;
  private final IntervalFunction backoff =
      IntervalFunction.ofExponentialRandomBackoff(
          Duration.ofMillis(50), 2.0, 0.3, Duration.ofSeconds(1));
  private final Thread thread;
  private final Thread sweeper;
  private volatile boolean closing;
  private volatile boolean ended;

  // Passes of the committer's loop.
  private final AtomicLong rounds = new AtomicLong();

  /// The group being written, oldest row first; empty between groups.
  private volatile List<Pending> inFlight = List.of();

  /// @param answerDeadline how long a caller waits for its row, from the row's entry into the queue
  /// @param committed called after each commit, on the committer's thread
  public JournalCommitter(
      JournalStore store,
      LaneGroup lanes,
      JournalProperties p,
      Duration answerDeadline,
      JournalMeters meters,
      CommitListener committed) {
    this.store = store;
    this.lanes = lanes;
    this.meters = meters;
    this.committed = committed;
    this.groupMax = p.groupRowsMax();
    this.answerDeadlineNanos = answerDeadline.toNanos();
    this.queue = new ArrayBlockingQueue<>(p.queueRowsMax());
    this.thread = unstarted("journal-committer", this::run);
    this.sweeper = unstarted("journal-deadlines", this::sweep);
    meters.queue(() -> queue.size() + inFlight.size());
  }

  private Thread unstarted(String name, Runnable loop) {
    return Thread.ofPlatform().name(name).daemon().unstarted(VitalTask.until(() -> closing, loop));
  }

  public void start() {
    thread.start();
    sweeper.start();
  }

  /// Queues a row. Called under its lane's lock, so a lane's rows are queued in order.
  ///
  /// @return false when there is no room; then nothing was queued
  public boolean offer(Pending row) {
    boolean queued = queue.offer(row);
    if (ended) {
      row.giveUpWaiting(); // nobody writes any more
    }
    return queued;
  }

  /// True when nothing is written any more.
  public boolean hasEnded() {
    return ended;
  }

  /// Rows that wait for a commit.
  public int queued() {
    return queue.size();
  }

  /// The age of the oldest row being written; 0 between groups. Rows in the queue are younger.
  public long oldestNanos() {
    List<Pending> writing = inFlight;
    return writing.isEmpty() ? 0 : System.nanoTime() - writing.getFirst().enqueuedNanos();
  }

  private void run() {
    try {
      writeGroups();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended = true;
      queue.forEach(Pending::giveUpWaiting);
      if (!closing) {
        log.atError()
            .log("the committer ended; this instance decides nothing until it is restarted");
        // Another instance may take the lanes over; this one never takes them again.
        lanes.lost();
      }
    }
  }

  private void writeGroups() throws InterruptedException {
    var taken = new ArrayList<Pending>(groupMax);
    while (!closing || !queue.isEmpty()) {
      Pending first = queue.poll(200, TimeUnit.MILLISECONDS);
      if (first != null) {
        taken.add(first);
        queue.drainTo(taken, groupMax - 1);
        write(List.copyOf(taken));
        taken.clear();
      }
      rounds.incrementAndGet();
    }
  }

  private void write(List<Pending> group) throws InterruptedException {
    inFlight = group;
    try {
      commit(group);
    } catch (RuntimeException e) {
      // A fault of this program. The journal is right; memory may not be, so it is read again.
      failed("unexpected", e);
      lanes.suspend();
      undo(group, Outcome.UNKNOWN);
      lanes.lost();
    } finally {
      inFlight = List.of();
      group.forEach(Pending::giveUpWaiting); // no effect on rows whose outcome is known
    }
  }

  private void commit(List<Pending> group) throws InterruptedException {
    long start = System.nanoTime();
    Lease lease = lanes.lease();
    if (lease == null) {
      fenced(group, Outcome.UNDONE);
      return;
    }
    switch (store.append(group, lease)) {
      case Appended.Written() -> written(group, start);
      case Appended.NotSent(Exception e) -> {
        failed("not sent", e);
        lanes.suspend();
        undo(group, Outcome.UNDONE);
        resolve(List.of(), start);
      }
      case Appended.Unknown(Exception e) -> {
        failed("outcome unknown", e);
        lanes.suspend();
        resolve(group, start);
      }
      case Appended.Fenced() -> fenced(group, Outcome.UNDONE);
    }
  }

  private void written(List<Pending> group, long start) {
    long end = System.nanoTime();
    for (Pending row : group) {
      row.committed(start, end);
    }
    for (Pending row : group) {
      row.tell();
    }
    meters.committed(group.size(), end - start);
    try {
      committed.committed(group);
    } catch (RuntimeException e) {
      // The rows are durable and told; the listener finds them in the journal.
      meters.listenerFailed();
      log.atError().setCause(e).log("commit listener failed");
    }
    group.forEach(Pending::dropBody);
  }

  /// Asks the journal, as often as it takes, what became of the group; then goes on.
  private void resolve(List<Pending> group, long start) throws InterruptedException {
    for (int attempt = 1; !closing; attempt++) {
      try {
        long @Nullable [] heads = lanes.fence();
        if (heads == null) {
          fenced(group, Outcome.UNKNOWN);
          return;
        }
        conclude(group, start);
        lanes.resume(heads);
        log.atInfo().addKeyValue("attempts", attempt).log("journal is reachable again");
        return;
      } catch (SQLException e) {
        Thread.sleep(backoff.apply(Math.min(attempt, 20)));
      }
    }
    undo(group, Outcome.UNKNOWN);
  }

  private void conclude(List<Pending> group, long start) throws SQLException {
    // One transaction: if the last row is there, all are. Another owner may have used the same
    // number meanwhile, so the row's epoch decides.
    boolean written = !group.isEmpty() && store.has(group.getLast());
    if (written) {
      written(group, start);
    }
    // What waits behind was made under the old epoch, under which nothing is written any more.
    undo(written ? List.of() : group, Outcome.UNDONE);
  }

  private void fenced(List<Pending> group, Outcome told) {
    meters.commitFailed("fenced");
    log.atWarn().log("another owner holds the lanes; this one stops deciding");
    lanes.suspend();
    undo(group, told);
    lanes.lost();
  }

  /// Takes back the group and everything queued behind it, which may have been built upon it.
  private void undo(List<Pending> group, Outcome told) {
    var undone = new ArrayList<Pending>(group);
    try {
      lanes.atRest(() -> {
        queue.drainTo(undone);
        undone.reversed().forEach(row -> row.undo(told));
      });
    } finally {
      // Whatever goes wrong, nobody waits for a row that no longer stands anywhere.
      undone.forEach(Pending::giveUpWaiting);
    }
    meters.undone(undone.size());
  }

  /// Drops what is queued for lanes that were lost, before they are read again.
  public void discard() {
    undo(List.of(), Outcome.UNDONE);
  }

  /// Waits until the group in hand is settled. Call while nothing is offered: afterwards no row of
  /// a former tenure is here, whose failure would be taken for the next one's.
  ///
  /// @return false when the group is not settled yet
  public boolean awaitIdle(Duration within) throws InterruptedException {
    discard();
    // The round under way may have begun before the queue was emptied; the next one finds it empty.
    long idle = rounds.get() + 2;
    long end = System.nanoTime() + within.toNanos();
    while (rounds.get() < idle && !ended) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      Thread.sleep(5);
    }
    return true;
  }

  private void failed(String how, Exception e) {
    meters.commitFailed(how);
    log.atWarn().addKeyValue("outcome", how).setCause(e).log("journal commit failed");
  }

  /// One thread watches every deadline, so that a waiting caller needs no timer of its own.
  private void sweep() {
    try {
      while (!closing) {
        Thread.sleep(SWEEP_INTERVAL);
        if (oldestNanos() > answerDeadlineNanos) {
          giveUpWaiting(inFlight);
          giveUpWaiting(queue);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void giveUpWaiting(Iterable<Pending> rows) {
    long now = System.nanoTime();
    for (Pending row : rows) {
      if (now - row.enqueuedNanos() > answerDeadlineNanos) {
        row.giveUpWaiting();
      }
    }
  }

  /// Writes what is queued, then ends.
  @Override
  public void close() {
    closing = true;
    try {
      if (!thread.join(Duration.ofSeconds(10))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
