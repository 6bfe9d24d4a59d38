package dev.tradewitness.client.delivery;

import java.util.List;

/// The oldest events of all, which no answer has settled; at most one batch. For the sender's
/// thread.
final class Hand {

  private final Shelf shelf;
  private final Staging staging;
  private final DeliveryBounds bounds;
  private List<Submission> events = List.of();
  private boolean isOnDisk;

  Hand(Shelf shelf, Staging staging, DeliveryBounds bounds) {
    this.shelf = shelf;
    this.staging = staging;
    this.bounds = bounds;
  }

  List<Submission> events() {
    return events;
  }

  boolean isEmpty() {
    return events.isEmpty();
  }

  /// Takes the next batch, from the disk while there are events on it.
  void take() {
    isOnDisk = !shelf.isEmpty();
    if (isOnDisk) {
      events = shelf.read(bounds.batchEvents(), bounds.batchBytes() - bounds.batchEvents());
      if (events.isEmpty() && !shelf.isPausing()) {
        shelf.settle(); // nothing of it can be read any more
      }
      return;
    }
    staging.fill();
    events = staging.batch();
    staging.clear();
  }

  /// All but these are settled. The disk keeps the batch until its last event is.
  void leave(List<Submission> open) {
    events = List.copyOf(open);
    if (events.isEmpty() && isOnDisk) {
      shelf.settle();
    }
  }

  boolean isInMemoryOnly() {
    return !events.isEmpty() && !isOnDisk;
  }

  /// @return whether they are on the disk now
  boolean keep() {
    if (!shelf.keepAsRead(events)) {
      return false;
    }
    isOnDisk = true;
    events.forEach(Submission::spooled);
    return true;
  }

  void drop() {
    events = List.of();
  }

  /// Place in the buffer of the oldest event that is in memory alone.
  long oldestInMemory() {
    return isInMemoryOnly() ? events.getFirst().place() : staging.oldest();
  }
}
