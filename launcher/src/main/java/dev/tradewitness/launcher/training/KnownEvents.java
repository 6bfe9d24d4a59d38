package dev.tradewitness.launcher.training;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;

/// Ids of events that capture has acknowledged and that the anchor can be asked about. Bounded:
/// what does not fit is left out.
final class KnownEvents {
  private static final int IDS_MAX = 1_000;

  private final ArrayBlockingQueue<String> ids = new ArrayBlockingQueue<>(IDS_MAX);

  void add(String eventId) {
    var _ = ids.offer(eventId);
  }

  /// The oldest, once.
  Optional<String> next() {
    return Optional.ofNullable(ids.poll());
  }
}
