package dev.tradewitness.anchor.feed;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// Which partitions this process holds, by which of its consumers, and under which epoch. A
/// partition that another instance took over is fenced until it is claimed again.
///
/// A consumer changes only what is its own: what it lost may be another consumer's of this process
/// by the time it learns of the loss.
final class Ownership {

  private sealed interface Claimed {
    Object holder();
  }

  private record Held(Object holder, long epoch) implements Claimed {}

  private record Fenced(Object holder, Instant since) implements Claimed {}

  private final ConcurrentHashMap<Integer, Claimed> partitions = new ConcurrentHashMap<>();

  /// @param holder the consumer that Kafka has assigned the partition
  void hold(int partition, long epoch, Object holder) {
    partitions.put(partition, new Held(holder, epoch));
  }

  void forget(int partition, Object holder) {
    partitions.computeIfPresent(
        partition, (key, claimed) -> claimed.holder().equals(holder) ? null : claimed);
  }

  void fence(int partition, Object holder, Instant since) {
    partitions.computeIfPresent(
        partition,
        (key, claimed) -> claimed.holder().equals(holder) ? new Fenced(holder, since) : claimed);
  }

  /// The epoch under which a consumer may write; empty when it may not.
  OptionalLong epoch(int partition, Object holder) {
    return partitions.get(partition) instanceof Held held && held.holder().equals(holder)
        ? OptionalLong.of(held.epoch())
        : OptionalLong.empty();
  }

  /// Partitions that may be written by this process.
  Set<Integer> held() {
    var held = new TreeSet<Integer>();
    partitions.forEach((partition, claimed) -> {
      if (claimed instanceof Held) {
        held.add(partition);
      }
    });
    return held;
  }

  /// Partitions that another instance took over, and since when.
  Map<Integer, Instant> fenced() {
    var fenced = new TreeMap<Integer, Instant>();
    partitions.forEach((partition, claimed) -> {
      if (claimed instanceof Fenced away) {
        fenced.put(partition, away.since());
      }
    });
    return fenced;
  }
}
