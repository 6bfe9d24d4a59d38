package dev.tradewitness.capture.source.ldjson;

import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.intake.Receipt;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Submits the lines of one connection in their order, and settles them in their order. A line that
/// is turned away, and all behind it, are submitted again until they are durable. For one thread.
final class LineSettler {

  /// Told how many lines are settled, after each group.
  interface Progress {
    void settled(long lines);
  }

  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  /// How long a group's receipts may take to be handed over, one behind the other.
  private static final Duration HAND_OVER = Duration.ofMillis(1);

  private final LineWindow window;
  private final Bell bell;
  private final Intake intake;
  private final LdjsonMeters meters;
  private final Progress progress;

  /// In their order: not submitted, or to be submitted again.
  private final ArrayDeque<HeldLine> waiting = new ArrayDeque<>();

  /// In their order: submitted and not settled. All of them are older than those that wait.
  private final ArrayDeque<HeldLine> underWay = new ArrayDeque<>();

  /// Of the lines under way, those without a receipt.
  private final AtomicInteger open = new AtomicInteger();

  private Intake.@Nullable Run run;
  private boolean turnedAway;
  private Duration pause = FIRST_PAUSE;
  private long settled;
  private volatile boolean givenUp;

  LineSettler(LineWindow window, Bell bell, Intake intake, LdjsonMeters meters, Progress progress) {
    this.window = window;
    this.bell = bell;
    this.intake = intake;
    this.meters = meters;
    this.progress = progress;
  }

  /// Works until the window has ended and all its lines are settled, or are given up.
  void run() throws InterruptedException {
    try {
      settleAll();
    } finally {
      forget();
    }
  }

  private void settleAll() throws InterruptedException {
    while (!givenUp) {
      window.drainTo(waiting);
      submit();
      if (settle()) {
        progress.settled(settled);
      }
      if (turnedAway && open.get() == 0) {
        beginAgain();
      } else if (isDone()) {
        return;
      } else {
        awaitWork();
      }
    }
  }

  /// Stops within a moment; what is not settled was not acknowledged.
  void giveUp() {
    givenUp = true;
    bell.ring();
  }

  private boolean isDone() {
    return window.isEnded() && !window.hasFresh() && waiting.isEmpty() && underWay.isEmpty();
  }

  private void awaitWork() throws InterruptedException {
    bell.await(this::hasWork, LOOK);
    HeldLine first = underWay.peekFirst();
    if (first != null && first.isSettled()) {
      LockSupport.parkNanos(HAND_OVER.toNanos());
    }
  }

  private boolean hasWork() {
    HeldLine first = underWay.peekFirst();
    return givenUp
        || first != null && (first.isSettled() || !turnedAway && first.isTurnedAway())
        || !turnedAway && (window.hasFresh() || !waiting.isEmpty())
        || turnedAway && open.get() == 0
        || window.isEnded() && first == null;
  }

  private void submit() {
    while (!turnedAway && !waiting.isEmpty()) {
      HeldLine line = waiting.removeFirst();
      underWay.addLast(line);
      if (!line.isSettled()) {
        submit(line);
      }
    }
  }

  private void submit(HeldLine line) {
    if (run == null) {
      run = intake.beginHeldRun();
    }
    open.incrementAndGet();
    Intake.Pending pending =
        run.submit(
            Objects.requireNonNull(line.decoded()), Objects.requireNonNull(line.reception()));
    pending.whenDone(receipt -> {
      line.receipt(receipt);
      open.decrementAndGet();
      bell.ring();
    });
    turnedAway = pending.isTurnedAway();
  }

  /// Settles from the oldest on; true when there was one.
  private boolean settle() {
    int count = 0;
    long size = 0;
    for (HeldLine line = underWay.peekFirst();
        line != null && line.isSettled();
        line = underWay.peekFirst()) {
      underWay.removeFirst();
      count++;
      size += line.size();
      count(line);
    }
    // What comes behind it was submitted in the same run, and comes again with it.
    turnedAway = turnedAway || !underWay.isEmpty() && underWay.getFirst().isTurnedAway();
    if (count == 0) {
      return false;
    }
    window.release(count, size);
    settled += count;
    pause = FIRST_PAUSE;
    return true;
  }

  private void count(HeldLine line) {
    Receipt receipt = line.receipt();
    if (receipt == null) {
      return; // no event
    }
    String source = source(line);
    switch (receipt) {
      case Receipt.Refused ignored -> meters.refused(source, "refused");
      case Receipt.IdReused ignored -> meters.refused(source, "id_reused");
      case Receipt.Accepted ignored -> meters.stored(source);
      case Receipt.Duplicate ignored -> meters.stored(source);
      case Receipt.Spooled ignored -> meters.stored(source);
      case Receipt.Overloaded ignored -> throw new IllegalStateException("not settled");
      case Receipt.Unavailable ignored -> throw new IllegalStateException("not settled");
    }
  }

  private static String source(HeldLine line) {
    return Objects.requireNonNull(line.reception()).source();
  }

  /// Everything under way has its receipt and the first was turned away: after a pause, what is not
  /// settled comes again in its order.
  private void beginAgain() throws InterruptedException {
    long until = System.nanoTime() + pause.toNanos();
    for (long left = pause.toNanos(); left > 0 && !givenUp; left = until - System.nanoTime()) {
      bell.await(() -> givenUp, Duration.ofNanos(left));
    }
    pause = pause.multipliedBy(2);
    if (pause.compareTo(LONGEST_PAUSE) > 0) {
      pause = LONGEST_PAUSE;
    }
    int again = 0;
    while (!underWay.isEmpty()) {
      HeldLine line = underWay.removeLast();
      if (!line.isSettled()) {
        line.receipt(null);
        again++;
      }
      waiting.addFirst(line);
    }
    meters.submittedAgain(again);
    run = null;
    turnedAway = false;
  }

  /// Gives back the room of what was given up.
  private void forget() {
    window.end();
    window.drainTo(waiting);
    underWay.addAll(waiting);
    int count = underWay.size();
    long size = 0;
    for (HeldLine line : underWay) {
      size += line.size();
      if (line.isSettled()) {
        count(line);
      } else {
        meters.notStored(source(line));
      }
    }
    underWay.clear();
    waiting.clear();
    window.release(count, size);
  }
}
