package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.journal.JournalStore.Appended;
import dev.tradewitness.authorize.journal.Pending.Outcome;
import io.github.resilience4j.core.IntervalFunction;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes rows in groups: a group is whatever gathered while the one before it was written, so a
/// single row goes out at once and a crowd shares a commit. One thread; no timer.
///
/// When a commit fails, nothing in memory may stand that is not in the journal: the lanes stop, the
/// group's fate is read from the journal itself, and whatever is not there is taken back in reverse
/// order, with all that was built upon it.
public final class JournalCommitter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(JournalCommitter.class);

  private final JournalStore store;
  private final LaneGroup lanes;
  private final JournalMeters meters;
  private final CommitListener committed;
  private final int groupMax;
  private final ArrayBlockingQueue<Pending> queue;
  private final IntervalFunction backoff =
      IntervalFunction.ofExponentialRandomBackoff(
          Duration.ofMillis(50), 2.0, 0.3, Duration.ofSeconds(1));
  private final Thread thread;
  private volatile boolean closing;

  /// @param committed told of every group after its commit, on the committer's thread
  public JournalCommitter(
      JournalStore store,
      LaneGroup lanes,
      JournalProperties p,
      JournalMeters meters,
      CommitListener committed) {
    this.store = store;
    this.lanes = lanes;
    this.meters = meters;
    this.committed = committed;
    this.groupMax = p.groupRowsMax();
    this.queue = new ArrayBlockingQueue<>(p.queueRowsMax());
    this.thread = Thread.ofPlatform().name("journal-committer").daemon().unstarted(this::run);
    meters.queue(queue::size);
  }

  public void start() {
    thread.start();
  }

  /// Queues a row. Called under its lane's lock, so that a lane's rows are queued in order.
  ///
  /// @return false when there is no room; then nothing was queued
  public boolean offer(Pending row) {
    return queue.offer(row);
  }

  /// How long the row at the head of the queue has been waiting.
  public long oldestNanos() {
    Pending oldest = queue.peek();
    return oldest == null ? 0 : System.nanoTime() - oldest.enqueuedNanos();
  }

  private void run() {
    var group = new ArrayList<Pending>(groupMax);
    while (!closing || !queue.isEmpty()) {
      try {
        Pending first = queue.poll(200, TimeUnit.MILLISECONDS);
        if (first != null) {
          group.add(first);
          queue.drainTo(group, groupMax - 1);
          commit(group);
          group.clear();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void commit(List<Pending> group) throws InterruptedException {
    long start = System.nanoTime();
    switch (store.append(group)) {
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
    group.forEach(row -> row.committed(start, end));
    meters.committed(group.size(), end - start);
    committed.committed(List.copyOf(group));
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
        settle(group, heads, start);
        lanes.resume(heads);
        log.atInfo().addKeyValue("attempts", attempt).log("journal is reachable again");
        return;
      } catch (SQLException | RuntimeException e) {
        Thread.sleep(backoff.apply(Math.min(attempt, 20)));
      }
    }
    undo(group, Outcome.UNKNOWN);
  }

  private void settle(List<Pending> group, long[] heads, long start) {
    // One transaction: if the last row is there, all are.
    boolean written =
        !group.isEmpty() && group.getLast().row().sequence() < heads[group.getLast().row().lane()];
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
    lanes.atRest(() -> {
      queue.drainTo(undone);
      undone.reversed().forEach(row -> row.undo(told));
    });
    undone.forEach(Pending::tell);
    meters.undone(undone.size());
  }

  /// Drops what is queued for lanes that were lost, before they are read again.
  public void discard() {
    undo(List.of(), Outcome.UNDONE);
  }

  private void failed(String how, Exception e) {
    meters.commitFailed(how);
    log.atWarn().addKeyValue("outcome", how).setCause(e).log("journal commit failed");
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
