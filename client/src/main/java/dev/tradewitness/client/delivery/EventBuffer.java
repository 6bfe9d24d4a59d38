package dev.tradewitness.client.delivery;

import dev.tradewitness.client.event.Event;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/// A bounded queue for many producers and one consumer. Its places are made once, at the start;
/// putting an event in allocates nothing, takes no lock and makes no system call. The algorithm is
/// Vyukov's bounded queue: each place has a turn, which says who may use it next.
final class EventBuffer {

  /// Written by whoever has the turn of the place.
  private static final class Slot {
    private @Nullable Event event;
    private @Nullable CompletableFuture<Logged> promise;
  }

  /// In `tail`, so that closing and claiming a place exclude each other.
  private static final long CLOSED = Long.MIN_VALUE;

  private final Slot[] slots;
  private final AtomicLongArray turns;
  private final int mask;
  private final long bytesMax;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong tail = new AtomicLong();

  /// Written by the consumer only.
  private volatile long head;

  /// @param events room for so many, a power of two
  /// @param bytesMax of all events in it
  EventBuffer(int events, long bytesMax) {
    if (Integer.bitCount(events) != 1) {
      throw new IllegalArgumentException("not a power of two: " + events);
    }
    this.slots = new Slot[events];
    this.turns = new AtomicLongArray(events);
    this.mask = events - 1;
    this.bytesMax = bytesMax;
    for (int i = 0; i < events; i++) {
      slots[i] = new Slot();
      turns.set(i, i);
    }
  }

  /// Puts an event in from any thread.
  ///
  /// @return false when there is no room
  boolean offer(Event event, @Nullable CompletableFuture<Logged> promise) {
    if (bytes.addAndGet(event.bytes()) > bytesMax) {
      bytes.addAndGet(-event.bytes());
      return false;
    }
    long at = claim();
    if (at < 0) {
      bytes.addAndGet(-event.bytes());
      return false;
    }
    if (!publish(at, event, promise)) {
      bytes.addAndGet(-event.bytes());
      return false;
    }
    return true;
  }

  /// Makes an event visible at a place that its thread has claimed.
  ///
  /// @return false when the consumer did not wait for it
  boolean publish(long at, Event event, @Nullable CompletableFuture<Logged> promise) {
    int index = (int) at & mask;
    Slot slot = slots[index];
    slot.event = event;
    slot.promise = promise;
    return turns.compareAndSet(index, at, at + 1);
  }

  /// @return a place for one event; negative when there is none
  long claim() {
    long at = tail.get();
    while (true) {
      if (at < 0) {
        return -1; // closed
      }
      long turn = turns.getAcquire((int) at & mask);
      if (turn < at) {
        return -1; // its event of the last round is still there
      }
      if (turn == at && tail.compareAndSet(at, at + 1)) {
        return at;
      }
      at = tail.get();
    }
  }

  /// The oldest event, taken out; null when there is none. For the consumer.
  @Nullable Submission poll() {
    long at = head;
    int index = (int) at & mask;
    if (turns.getAcquire(index) != at + 1) {
      return null;
    }
    Slot slot = slots[index];
    Event event = slot.event;
    if (event == null) {
      throw new IllegalStateException("place %d has its turn and no event".formatted(at));
    }
    var submission = new Submission(event, slot.promise, at);
    slot.event = null;
    slot.promise = null;
    turns.setRelease(index, at + slots.length);
    bytes.addAndGet(-event.bytes());
    head = at + 1;
    return submission;
  }

  /// Passes over the oldest place, whose event is being put in at this moment; its [#offer] is
  /// false then. For the consumer of a closed buffer.
  ///
  /// @return false when the event is there, or the buffer is empty
  boolean passOver() {
    long at = head;
    if (at >= putIn() || !turns.compareAndSet((int) at & mask, at, at + slots.length)) {
      return false;
    }
    head = at + 1;
    return true;
  }

  /// From now on nothing is put in. What was, or is being put in at this moment, can be taken out.
  void close() {
    tail.updateAndGet(at -> at | CLOSED);
  }

  /// How many events were ever put in, those that are being put in at this moment included.
  long putIn() {
    return tail.get() & ~CLOSED;
  }

  /// How many events were ever taken out.
  long takenOut() {
    return head;
  }

  boolean isHalfFull() {
    return putIn() - head > slots.length / 2 || bytes.get() > bytesMax / 2;
  }
}
