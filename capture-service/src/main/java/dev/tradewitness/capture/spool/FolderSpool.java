package dev.tradewitness.capture.spool;

import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.stream.CommitQueue;
import dev.tradewitness.capture.stream.EventSigner;
import dev.tradewitness.capture.stream.StreamCommitter;
import dev.tradewitness.capture.stream.StreamEntry;
import dev.tradewitness.capture.stream.StreamOutcome;
import dev.tradewitness.kit.threads.VitalTask;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps events on the local disk while the database does not take them, and brings them to their
/// streams once it does. An event that got [StreamOutcome.Spooled] is on the disk; killed at any
/// moment, everything on the disk comes to its stream after the next start, where what is there
/// already counts as a repetition.
///
/// An event that was acknowledged and can never be stored (another event has its id, or this
/// version cannot read it) is written to `refused.ndjson` in the folder, counted and logged, and
/// does not hold up those behind it. If that line cannot be written, the event's segment is kept.
final class FolderSpool implements Spool {

  private static final Logger log = LoggerFactory.getLogger(FolderSpool.class);
  private static final Duration IDLE_WAIT = Duration.ofMillis(50);
  private static final Duration BUSY_WAIT = Duration.ofMillis(5);

  private final CommitQueue queue;
  private final StreamCommitter committer;
  private final SpoolFolder folder;
  private final Refusals refusals;
  private final SpoolDrain drain;
  private final SpoolBounds bounds;
  private final LongSupplier nanoTime;
  private volatile boolean stopping;
  private final Thread thread =
      Thread.ofPlatform().name("spool").unstarted(VitalTask.until(() -> stopping, this::run));
  private volatile boolean diskTakes = true;

  /// Whether the last round could read what is on the disk.
  private boolean drains = true;

  private final AtomicLong kept = new AtomicLong();

  /// Failures of the queue that were answered by a wait.
  private long failuresSeen;

  private long retryAt;

  /// When a record was let go last, or there was none to wait for.
  private volatile long advancedAt;

  private long letGoSeen;

  /// Until then nothing is appended.
  private long appendAt;

  FolderSpool(
      Path path,
      SpoolFolder folder,
      CommitQueue queue,
      StreamCommitter committer,
      EventDecoder decoder,
      EventSigner signer,
      SpoolBounds bounds,
      LongSupplier nanoTime) {
    this.folder = folder;
    this.queue = queue;
    this.committer = committer;
    this.refusals = new Refusals(path);
    this.drain = new SpoolDrain(folder, refusals, queue, decoder, signer);
    this.bounds = bounds;
    this.nanoTime = nanoTime;
    this.retryAt = nanoTime.getAsLong();
    this.appendAt = retryAt;
    this.advancedAt = retryAt;
  }

  /// Opens the way to the disk. Doors are still closed.
  void open() {
    failuresSeen = queue.failures();
    queue.openSpool(folder.records() > 0);
    if (folder.records() > 0) {
      log.atInfo().addKeyValue("events", folder.records()).log("spooled events found");
    }
  }

  @Override
  public void start() {
    open();
    thread.start();
  }

  @Override
  public void stop(Duration patience) throws InterruptedException, IOException {
    stopping = true; // an interrupt would close the file under an append, too
    thread.join(patience);
    queue.closeSpool();
    if (!thread.isAlive()) {
      folder.close();
    }
  }

  private void run() {
    while (true) {
      boolean isBusy = false;
      try {
        isBusy = step();
        if (stopping && !isBusy) {
          return;
        }
        queue.awaitSpoolWork(isBusy ? Duration.ZERO : drain.isIdle() ? IDLE_WAIT : BUSY_WAIT);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /// One round of the spool's thread.
  ///
  /// @return whether something was written or submitted
  boolean step() {
    queue.abandonAfter(bounds.commitWait());
    long submitted = 0;
    boolean isDraining = false;
    try {
      settle();
      isDraining = !stopping && nanoTime.getAsLong() - retryAt >= 0 && committer.databaseAnswers();
      if (isDraining && queue.isDiverted()) {
        submitted = drain.submit(bounds.drainEventsMax(), failuresSeen);
        if (drain.isSubmittedToEnd()) {
          queue.resume(failuresSeen);
        }
      }
      drains = true;
    } catch (IOException | RuntimeException e) {
      waitBeforeRetry();
      if (drains) {
        log.atError().setCause(e).log("spooled events cannot be brought to the database");
      }
      drains = false;
    }
    // While events are brought back, fewer bytes are added than taken: the backlog ends under any
    // load. The others wait in memory.
    noteAdvance();
    boolean appended = append(isDraining ? submitted / 2 : SpoolBounds.APPEND_BYTES_MAX);
    return appended || submitted > 0;
  }

  private void noteAdvance() {
    // The queue alone says too little: it is direct for a moment before each failure.
    boolean isEmpty = !queue.isDiverted() && drain.isIdle();
    if (drain.letGo() != letGoSeen || isEmpty) {
      letGoSeen = drain.letGo();
      advancedAt = nanoTime.getAsLong();
    }
  }

  private void settle() throws IOException {
    // Before the outcomes are looked at: those of a group that was given up come while it is stuck.
    boolean isStuck = queue.isStuck();
    long failures = queue.failures();
    long before = drain.drained();
    boolean goesOn = drain.settle();
    if (drain.drained() > before) {
      diskTakes = true; // there is room again
    }
    if (failures != failuresSeen && !isStuck) {
      failuresSeen = failures;
      drain.rewind();
      waitBeforeRetry();
    } else if (!goesOn) {
      waitBeforeRetry();
    }
  }

  private void waitBeforeRetry() {
    retryAt = nanoTime.getAsLong() + bounds.retry().toNanos();
  }

  private boolean append(long bytesMax) {
    List<StreamEntry> group = queue.takeDiverted(bytesMax);
    if (group.isEmpty()) {
      return false;
    }
    List<StreamEntry> fitting = fitting(group);
    List<StreamEntry> rest = group.subList(fitting.size(), group.size());
    StreamOutcome outcome = keep(fitting);
    boolean isRefused = outcome instanceof StreamOutcome.NotStored || !rest.isEmpty();
    // Before the first sender knows: nothing offered behind a refused event may pass it.
    List<StreamEntry> behind = isRefused ? queue.turnBack() : List.of();
    fitting.forEach(entry -> entry.complete(outcome));
    if (!rest.isEmpty()) {
      diskTakes = false;
    }
    refuse(rest, "the spool is full");
    refuse(behind, "an earlier event was not stored");
    return true;
  }

  private static void refuse(List<StreamEntry> entries, String reason) {
    entries.forEach(entry -> entry.complete(new StreamOutcome.NotStored(reason)));
  }

  /// The first events of a group, as far as there is room for them. None behind one that does not
  /// fit: it would overtake it.
  private List<StreamEntry> fitting(List<StreamEntry> group) {
    long bytes = folder.bytes();
    for (int i = 0; i < group.size(); i++) {
      bytes += group.get(i).bytes();
      if (bytes > bounds.bytesMax()) {
        return group.subList(0, i);
      }
    }
    return group;
  }

  private StreamOutcome keep(List<StreamEntry> group) {
    if (group.isEmpty()) {
      return new StreamOutcome.Spooled();
    }
    if (nanoTime.getAsLong() - appendAt < 0) {
      return new StreamOutcome.NotStored("the disk did not take an event a moment ago");
    }
    try {
      folder.append(
          group.stream()
              .map(entry -> SpooledEvent.of(entry.event(), entry.reception()).bytes())
              .toList());
      kept.addAndGet(group.size());
      diskTakes = true;
      return new StreamOutcome.Spooled();
    } catch (IOException | RuntimeException e) {
      if (diskTakes) {
        log.atError().addKeyValue("events", group.size()).setCause(e).log("events not spooled");
      }
      diskTakes = false;
      appendAt = nanoTime.getAsLong() + bounds.retry().toNanos();
      return new StreamOutcome.NotStored("the disk does not take the event");
    }
  }

  @Override
  public boolean takesEvents() {
    return diskTakes && folder.bytes() < bounds.bytesMax() && thread.isAlive();
  }

  @Override
  public boolean takesArrivals() {
    return queue.isDiverted();
  }

  @Override
  public long events() {
    return folder.records();
  }

  @Override
  public boolean isSound() {
    return !folder.isDamaged();
  }

  @Override
  public boolean isStalled() {
    return nanoTime.getAsLong() - advancedAt > SpoolBounds.STALL.toNanos();
  }

  @Override
  public boolean isAlive() {
    return thread.isAlive();
  }

  long bytes() {
    return folder.bytes();
  }

  long kept() {
    return kept.get();
  }

  long drained() {
    return drain.drained();
  }

  long refused() {
    return refusals.written();
  }

  long unwritten() {
    return refusals.unwritten();
  }

  long damaged() {
    return folder.damaged();
  }

  long torn() {
    return folder.torn();
  }
}
