package dev.tradewitness.client.delivery;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// The thread that lets the sender take its turns. When there is nothing to do it rests for a short
/// time in place of being woken, so that logging makes no system call.
final class SenderThread implements Runnable {

  private static final Duration PUT_IN_PATIENCE = Duration.ofSeconds(1);
  private static final long FAULT_PAUSE_NANOS = Duration.ofMillis(100).toNanos();

  private final Sender sender;
  private final Tally tally;
  private final long lingerNanos;
  private final Runnable atEnd;
  private final Thread thread;
  private volatile boolean isEnding;

  /// @param atEnd called on this thread after its last turn
  SenderThread(Sender sender, Tally tally, Duration linger, Runnable atEnd) {
    this.sender = sender;
    this.tally = tally;
    this.lingerNanos = linger.toNanos();
    this.atEnd = atEnd;
    this.thread = new Uninterruptible(this);
    thread.setName("tradewitness-sender");
    thread.setDaemon(true);
  }

  /// An interrupt, of a listener for instance, would close the spool's files under the sender.
  private static final class Uninterruptible extends Thread {
    Uninterruptible(Runnable run) {
      super(run);
    }

    @Override
    public void interrupt() {}
  }

  void start() {
    thread.start();
  }

  void wake() {
    LockSupport.unpark(thread);
  }

  long released() {
    return sender.released();
  }

  @Override
  public void run() {
    while (!isEnding) {
      long pause = turn();
      if (pause > 0) {
        LockSupport.parkNanos(this, pause);
      }
    }
    try {
      sender.finish(PUT_IN_PATIENCE);
    } catch (RuntimeException | Error e) {
      tally.add(Tally.Of.FAULT);
    } finally {
      atEnd.run();
    }
  }

  /// @return nanoseconds to rest
  private long turn() {
    try {
      return sender.turn() ? 0 : lingerNanos;
    } catch (RuntimeException | Error e) {
      // A fault of ours, or no memory. The events are still in memory or on the disk.
      // The turn is repeated, since without this thread every event would be dropped.
      tally.add(Tally.Of.FAULT);
      return FAULT_PAUSE_NANOS;
    }
  }

  /// Waits until every event before a place of the buffer has left it for good.
  boolean awaitReleased(long place, long patienceNanos) {
    long began = System.nanoTime();
    while (sender.released() < place) {
      if (System.nanoTime() - began >= patienceNanos
          || !thread.isAlive()
          || isOwn() // a listener that waits here would wait for itself
          || Thread.currentThread().isInterrupted()) {
        return false;
      }
      wake();
      LockSupport.parkNanos(this, lingerNanos);
    }
    return true;
  }

  private boolean isOwn() {
    return thread.equals(Thread.currentThread());
  }

  /// Puts on the disk what is in memory, and ends. Called by a listener, it returns before.
  ///
  /// @param patience longest wait; the listener or the disk may hold the thread up for ever
  /// @return whether the thread has ended
  boolean end(Duration patience) {
    isEnding = true;
    wake();
    boolean interrupted = false;
    long since = System.nanoTime();
    for (long left = patience.toNanos();
        left > 0 && thread.isAlive() && !isOwn();
        left = patience.toNanos() - (System.nanoTime() - since)) {
      try {
        boolean _ = thread.join(Duration.ofNanos(left));
      } catch (InterruptedException e) {
        interrupted = true; // the spool is the thread's until it has ended
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }
}
