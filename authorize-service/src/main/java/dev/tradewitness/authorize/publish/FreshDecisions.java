package dev.tradewitness.authorize.publish;

import dev.tradewitness.authorize.journal.CommitListener;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.Pending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/// Decisions on their way from the committer to the relay. Bounded: when it runs over it forgets,
/// and says so to the relay, which reads the journal instead.
final class FreshDecisions implements CommitListener {

  private final ArrayBlockingQueue<Decided> queue;
  private final AtomicLongArray next;
  private volatile boolean ranOver;

  FreshDecisions(int max, int lanes) {
    this.queue = new ArrayBlockingQueue<>(max);
    this.next = new AtomicLongArray(lanes);
  }

  @Override
  public void committed(List<Pending> rows) {
    for (Pending row : rows) {
      if (row.row() instanceof JournalRow.Decided decided) {
        next.set(decided.lane(), decided.token().decision().place().sequence() + 1);
        if (!queue.offer(decided)) {
          ranOver = true;
        }
      }
    }
  }

  /// The number after the newest decision of a lane, as far as it was handed over here.
  long next(int lane) {
    return next.get(lane);
  }

  /// Forgets everything and takes note again.
  void restart() {
    queue.clear();
    ranOver = false;
  }

  /// Decisions in the order of their lanes, perhaps none; null when some were forgotten.
  @Nullable List<Decided> take(int max, Duration wait) throws InterruptedException {
    if (ranOver) {
      return null;
    }
    Decided first = queue.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    if (first == null) {
      return List.of();
    }
    var taken = new ArrayList<Decided>();
    taken.add(first);
    queue.drainTo(taken, max - 1);
    return ranOver ? null : taken;
  }
}
