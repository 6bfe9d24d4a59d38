package dev.tradewitness.authorize.publish;

import dev.tradewitness.authorize.journal.CommitListener;
import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.JournalStore.StoredDecision;
import dev.tradewitness.authorize.journal.Pending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Durable decisions on their way from the committer to the relay. Bounded: on overflow it forgets,
/// and tells the relay, which reads the journal instead.
final class FreshDecisions implements CommitListener {

  private final ArrayBlockingQueue<StoredDecision> queue;
  private volatile boolean overflowed;

  FreshDecisions(int max) {
    this.queue = new ArrayBlockingQueue<>(max);
  }

  @Override
  public void committed(List<Pending> rows) {
    for (Pending row : rows) {
      if (row.row() instanceof Decided decided
          && !overflowed
          && !queue.offer(new StoredDecision(decided, row.body()))) {
        overflowed = true;
      }
    }
  }

  /// Forgets everything and takes note again.
  void restart() {
    queue.clear();
    overflowed = false;
  }

  /// Decisions in the order of their lanes, perhaps none; null when some were forgotten.
  @Nullable List<StoredDecision> take(int max, Duration wait) throws InterruptedException {
    if (overflowed) {
      return null;
    }
    StoredDecision first = queue.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    if (first == null) {
      return List.of();
    }
    var taken = new ArrayList<StoredDecision>();
    taken.add(first);
    queue.drainTo(taken, max - 1);
    return overflowed ? null : taken;
  }
}
