package dev.tradewitness.anchor.feed;

import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// Which partitions this instance holds, and under which epoch. A partition that somebody else took
/// over is fenced until Kafka assigns it here again.
final class Ownership {

  private static final long FENCED = -1;

  private final ConcurrentHashMap<Integer, Long> epochs = new ConcurrentHashMap<>();

  void hold(int partition, long epoch) {
    epochs.put(partition, epoch);
  }

  void forget(int partition) {
    epochs.remove(partition);
  }

  void fence(int partition) {
    epochs.put(partition, FENCED);
  }

  boolean isFenced(int partition) {
    Long epoch = epochs.get(partition);
    return epoch != null && epoch == FENCED;
  }

  OptionalLong epoch(int partition) {
    Long epoch = epochs.get(partition);
    return epoch == null || epoch == FENCED ? OptionalLong.empty() : OptionalLong.of(epoch);
  }

  /// Partitions that may be written.
  Set<Integer> held() {
    var held = new TreeSet<Integer>();
    epochs.forEach((partition, epoch) -> {
      if (epoch != FENCED) {
        held.add(partition);
      }
    });
    return held;
  }
}
