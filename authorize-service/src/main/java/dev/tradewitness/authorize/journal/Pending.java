package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.exposure.ExposureBook.Undo;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A row that counts in memory and is not durable yet, and the callers that wait for it. Once the
/// row is durable nothing here refers to another row or to an earlier state.
public final class Pending {

  /// What became of a row.
  public enum Outcome {
    COMMITTED,
    /// Not written, and taken back in memory.
    UNDONE,
    /// Not known within the answer deadline. It may still be written.
    UNKNOWN
  }

  private record Waiter(Thread thread, @Nullable Waiter next) {}

  private static final AtomicReferenceFieldUpdater<Pending, @Nullable Waiter> WAITERS =
      AtomicReferenceFieldUpdater.newUpdater(Pending.class, Waiter.class, "waiters");

  private final JournalRow row;
  private final long epoch;
  private final long enqueuedNanos = System.nanoTime();
  // Both written before the outcome and read after it.
  private long startedNanos = enqueuedNanos;
  private long endedNanos = enqueuedNanos;
  // Written by the committer's thread only.
  private Undo undo;
  private volatile @Nullable Outcome outcome;
  private volatile byte @Nullable [] body;
  private volatile boolean overdue;
  private volatile @Nullable Waiter waiters;

  /// @param epoch under which the lane was held when the row was made; under no other is it written
  public Pending(JournalRow row, long epoch, Undo undo) {
    this.row = row;
    this.epoch = epoch;
    this.undo = undo;
  }

  public JournalRow row() {
    return row;
  }

  /// The row's content as the journal stores it, made once.
  public byte[] body() {
    byte[] made = body;
    if (made == null) {
      made = JournalBody.of(row);
      body = made;
    }
    return made;
  }

  /// A durable row may stay in caches for long, and its body is in the journal.
  void dropBody() {
    body = null;
  }

  /// Waits until the row is durable or undone, or older than the answer deadline (see
  /// [JournalCommitter]).
  public Outcome await() throws InterruptedException {
    if (outcome == null && !overdue) {
      body(); // made by the caller, so that the committer seldom has to
      if (outcome != null) {
        dropBody(); // too late: the committer has made and dropped it
      }
      enlist(Thread.currentThread());
      while (outcome == null && !overdue) {
        LockSupport.park(this);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    }
    Outcome known = outcome;
    return known == null ? Outcome.UNKNOWN : known;
  }

  private void enlist(Thread thread) {
    Waiter first;
    do {
      first = waiters;
    } while (!WAITERS.compareAndSet(this, first, new Waiter(thread, first)));
  }

  /// What is known now, without waiting.
  public Outcome outcome() {
    Outcome known = outcome;
    return known == null ? Outcome.UNKNOWN : known;
  }

  public boolean isCommitted() {
    return outcome == Outcome.COMMITTED;
  }

  /// Time in the queue. Known once the row is committed.
  public long queueNanos() {
    return startedNanos - enqueuedNanos;
  }

  /// Time of the commit. Known once the row is committed.
  public long commitNanos() {
    return endedNanos - startedNanos;
  }

  long epoch() {
    return epoch;
  }

  long enqueuedNanos() {
    return enqueuedNanos;
  }

  void committed(long startNanos, long endNanos) {
    startedNanos = startNanos;
    endedNanos = endNanos;
    // A row outlives its commit in caches; what would take it back must not.
    undo = Undo.NOTHING;
    outcome = Outcome.COMMITTED;
  }

  /// Takes the change back in memory. The callers are told by [#tell].
  void undo(Outcome told) {
    undo.run();
    undo = Undo.NOTHING;
    outcome = told;
  }

  /// Lets the callers go on without knowing.
  void giveUpWaiting() {
    overdue = true;
    tell();
  }

  /// Wakes the callers; they read the outcome.
  void tell() {
    for (Waiter waiter = WAITERS.getAndSet(this, null); waiter != null; waiter = waiter.next()) {
      LockSupport.unpark(waiter.thread());
    }
  }
}
