package dev.tradewitness.vpin.feed;

import dev.tradewitness.kit.time.SteadyTime;
import dev.tradewitness.vpin.vitals.Progress;
import dev.tradewitness.vpin.vitals.Progress.PartitionProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Partitions that Kafka assigns to one consumer although another process has claimed them. They
/// are that process's as long as it reads them: two that claim a partition from one another would
/// both get nowhere.
final class FencedPartitions {

  private final Progress progress;
  private final SteadyTime time;
  private final Duration patience;
  private final Map<TopicPartition, Fence> fences = new HashMap<>();

  /// @param position where the owner stood when it was last seen to move; null until known
  /// @param since when that was
  private record Fence(@Nullable Long position, Instant since) {}

  /// @param patience a partition whose messages wait for so long unread is not read by anybody
  FencedPartitions(Progress progress, SteadyTime time, Duration patience) {
    this.progress = progress;
    this.time = time;
    this.patience = patience;
  }

  void add(TopicPartition partition) {
    fences.put(partition, new Fence(null, time.instant()));
  }

  /// Kafka assigns them anew, or to somebody else.
  void removeAll(Collection<TopicPartition> partitions) {
    fences.keySet().removeAll(partitions);
  }

  boolean isEmpty() {
    return fences.isEmpty();
  }

  Set<TopicPartition> all() {
    return fences.isEmpty() ? Set.of() : Set.copyOf(fences.keySet());
  }

  /// Takes out those that their owner has stopped to read.
  List<TopicPartition> takeAbandoned() {
    if (fences.isEmpty()) {
      return List.of();
    }
    var standings = new HashMap<Integer, PartitionProgress>();
    progress.partitions().forEach(one -> standings.put(one.partition(), one));
    Instant now = time.instant();
    var abandoned = new ArrayList<TopicPartition>();
    fences.replaceAll((partition, fence) -> {
      PartitionProgress standing = standings.get(partition.partition());
      if (standing == null || !isUnread(standing, fence)) {
        return new Fence(standing == null ? null : standing.position(), now);
      }
      if (!fence.since().plus(patience).isAfter(now)) {
        abandoned.add(partition);
      }
      return fence;
    });
    removeAll(abandoned);
    return abandoned;
  }

  /// Messages wait, and the owner has not moved.
  private static boolean isUnread(PartitionProgress standing, Fence fence) {
    return standing.lag() != null
        && standing.lag() > 0
        && Objects.equals(standing.position(), fence.position());
  }
}
