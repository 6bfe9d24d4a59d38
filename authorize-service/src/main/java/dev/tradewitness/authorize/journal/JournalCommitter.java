package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.journal.JournalStore.Appended;
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
    Appended result = store.append(group.stream().map(Pending::row).toList(), lanes.epochs());
    switch (result) {
      case Appended.Written() -> written(group, start);
      case Appended.NotSent(SQLException e) -> {
        failed("not sent", e);
        lanes.suspend();
        undo(group);
        resolve(List.of(), start);
      }
      case Appended.Unknown(SQLException e) -> {
        failed("outcome unknown", e);
        lanes.suspend();
        resolve(group, start);
      }
      case Appended.Fenced() -> fenced(group);
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
          fenced(group);
          return;
        }
        settle(group, heads, start);
        lanes.resume();
        log.atInfo().addKeyValue("attempts", attempt).log("journal is reachable again");
        return;
      } catch (SQLException e) {
        Thread.sleep(backoff.apply(Math.min(attempt, 20)));
      }
    }
    undo(group);
  }

  private void settle(List<Pending> group, long[] heads, long start) {
    if (group.isEmpty()) {
      undo(group);
      return;
    }
    JournalRow last = group.getLast().row();
    if (last.sequence() < heads[last.lane()]) {
      // One transaction: the last row is there, so all are.
      written(group, start);
    } else {
      undo(group);
    }
  }

  private void fenced(List<Pending> group) {
    meters.commitFailed("fenced");
    log.atWarn().log("another owner holds the lanes; this one stops deciding");
    lanes.suspend();
    undo(group);
    lanes.lost();
  }

  /// Takes back the group and everything queued behind it, which may have been built upon it.
  private void undo(List<Pending> group) {
    var undone = new ArrayList<Pending>(group);
    lanes.atRest(() -> {
      queue.drainTo(undone);
      undone.reversed().forEach(Pending::undo);
    });
    undone.forEach(Pending::tell);
    meters.undone(undone.size());
  }

  private void failed(String how, SQLException e) {
    meters.commitFailed(how);
    log.atWarn()
        .addKeyValue("state", String.valueOf(e.getSQLState()))
        .setCause(e)
        .log("journal commit failed: {}", how);
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
