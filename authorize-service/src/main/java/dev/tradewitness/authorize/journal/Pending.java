package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.exposure.ExposureBook.Undo;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A row that counts in memory but is not durable yet, and everybody who waits for it.
public final class Pending {

  /// What became of a row.
  public enum Outcome {
    COMMITTED,
    /// Not written, and taken back in memory.
    UNDONE,
    /// Not known within the time allowed. It may still be written.
    UNKNOWN
  }

  private final JournalRow row;
  private final long epoch;
  private final Undo undo;
  private final CountDownLatch done = new CountDownLatch(1);
  private final long enqueuedNanos = System.nanoTime();
  private volatile Outcome outcome = Outcome.UNKNOWN;
  // Written by the committer before the latch opens, read after it.
  private long startedNanos = enqueuedNanos;
  private long endedNanos = enqueuedNanos;

  /// @param epoch under which the lane was held when the row was made: under no other may it be
  ///   written
  public Pending(JournalRow row, long epoch, Undo undo) {
    this.row = row;
    this.epoch = epoch;
    this.undo = undo;
  }

  public JournalRow row() {
    return row;
  }

  /// Waits until the row is durable or undone, at most so long.
  public Outcome await(long nanos) throws InterruptedException {
    return done.await(nanos, TimeUnit.NANOSECONDS) ? outcome : Outcome.UNKNOWN;
  }

  public boolean isCommitted() {
    return outcome == Outcome.COMMITTED;
  }

  /// How long the row stood in the queue. Known once it is committed.
  public long queueNanos() {
    return startedNanos - enqueuedNanos;
  }

  /// How long its commit took. Known once it is committed.
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
    outcome = Outcome.COMMITTED;
    done.countDown();
  }

  /// Takes the change back in memory. The callers are told later, see [#tell].
  void undo(Outcome told) {
    undo.run();
    outcome = told;
  }

  void tell() {
    done.countDown();
  }
}
