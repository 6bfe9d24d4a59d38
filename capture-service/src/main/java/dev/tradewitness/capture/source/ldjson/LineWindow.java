package dev.tradewitness.capture.source.ldjson;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The lines that one connection has read and not settled: so many, so many bytes, and a share of
/// what all connections may hold. Between the thread that reads and the thread that settles.
final class LineWindow {

  /// How often a reader that waits for the others' room looks whether its connection has ended.
  private static final long LOOK_MILLIS = 200;

  private final int linesMax;
  private final long bytesMax;
  private final Semaphore roomOfAll;
  private final Bell bell;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final ArrayDeque<HeldLine> fresh = new ArrayDeque<>();
  private int lines;
  private long bytes;

  /// Changed under the lock only.
  private volatile boolean ended;

  /// Changed under the lock only.
  private volatile boolean someFresh;

  /// @param roomOfAll permits are bytes
  /// @param bell rings at every new line and at the end
  LineWindow(int linesMax, long bytesMax, Semaphore roomOfAll, Bell bell) {
    this.linesMax = linesMax;
    this.bytesMax = bytesMax;
    this.roomOfAll = roomOfAll;
    this.bell = bell;
  }

  /// Waits for room, then takes the line; false when the window has ended and the line is not
  /// taken.
  boolean add(HeldLine line) throws InterruptedException {
    while (!roomOfAll.tryAcquire(line.size(), LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      if (ended) {
        return false;
      }
    }
    lock.lock();
    try {
      while (!ended && lines > 0 && (lines >= linesMax || bytes + line.size() > bytesMax)) {
        room.await();
      }
      if (ended) {
        roomOfAll.release(line.size());
        return false;
      }
      lines++;
      bytes += line.size();
      fresh.addLast(line);
      someFresh = true;
    } finally {
      lock.unlock();
    }
    bell.ring();
    return true;
  }

  /// Nothing more is taken.
  void end() {
    lock.lock();
    try {
      ended = true;
      room.signalAll();
    } finally {
      lock.unlock();
    }
    bell.ring();
  }

  boolean isEnded() {
    return ended;
  }

  boolean hasFresh() {
    return someFresh;
  }

  /// Moves what was added since the last call.
  void drainTo(Collection<HeldLine> into) {
    lock.lock();
    try {
      into.addAll(fresh);
      fresh.clear();
      someFresh = false;
    } finally {
      lock.unlock();
    }
  }

  /// Gives the room of settled lines back.
  void release(int count, long size) {
    roomOfAll.release((int) size);
    lock.lock();
    try {
      lines -= count;
      bytes -= size;
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
