package dev.tradewitness.client.delivery;

import dev.tradewitness.client.event.Event;
import java.util.ArrayList;
import java.util.List;

/// The next batch: events that were taken out of the buffer, and are neither sent nor on the disk.
/// For the sender's thread.
final class Staging {

  private final EventBuffer buffer;
  private final int eventsMax;
  private final int bytesMax;

  /// Never grows, so that an event that is out of the buffer always finds its place.
  private final List<Submission> staged;

  private long bytes;

  Staging(EventBuffer buffer, DeliveryBounds bounds) {
    this.buffer = buffer;
    this.eventsMax = bounds.batchEvents();
    this.bytesMax = bounds.batchBytes();
    this.staged = new ArrayList<>(eventsMax);
  }

  /// Takes what has room out of the buffer. A batch has room as long as the longest event fits.
  void fill() {
    while (staged.size() < eventsMax && bytes + Event.BYTES_MAX + 1 <= bytesMax) {
      Submission next = buffer.poll();
      if (next == null) {
        return;
      }
      staged.add(next);
      bytes += next.event().bytes() + 1;
    }
  }

  boolean isEmpty() {
    return staged.isEmpty();
  }

  /// The batch as it is now.
  List<Submission> batch() {
    return List.copyOf(staged);
  }

  /// The batch has gone elsewhere.
  void clear() {
    staged.clear();
    bytes = 0;
  }

  /// Place in the buffer of the oldest event that was not cleared.
  long oldest() {
    return staged.isEmpty() ? buffer.takenOut() : staged.getFirst().place();
  }
}
