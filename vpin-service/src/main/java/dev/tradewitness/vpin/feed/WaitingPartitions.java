package dev.tradewitness.vpin.feed;

import dev.tradewitness.kit.time.SteadyTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/// Partitions of one consumer whose next message is a trade of a pair that is on the way there.
/// They are paused for a while; the message and those behind it then come again.
final class WaitingPartitions {

  private static final Duration WAIT = Duration.ofMillis(250);

  private final String topic;
  private final SteadyTime time;

  /// Paused until then.
  private final Map<TopicPartition, Instant> waiting = new HashMap<>();

  WaitingPartitions(String topic, SteadyTime time) {
    this.topic = topic;
    this.time = time;
  }

  /// Messages of a partition were read, or the first ones of them.
  ///
  /// @param last offset of the last message
  void read(OwnedPartition owned, long last, Consumer<?, ?> consumer) {
    boolean whole = owned.position() > last;
    if (whole && waiting.isEmpty()) {
      return;
    }
    var partition = new TopicPartition(topic, owned.number());
    if (whole) {
      waiting.remove(partition);
    } else {
      consumer.seek(partition, owned.position());
      consumer.pause(List.of(partition));
      waiting.put(partition, time.instant().plus(WAIT));
    }
  }

  /// The order in which a poll is read. A pair moves only while no trade of it is uncommitted, so
  /// the partition that waits for it comes before the one that may have more of its trades.
  Collection<TopicPartition> first(Set<TopicPartition> partitions) {
    if (waiting.isEmpty()) {
      return partitions;
    }
    return partitions.stream()
        .sorted(Comparator.comparing(partition -> !waiting.containsKey(partition)))
        .toList();
  }

  /// Lets those go on that have waited.
  void resume(Consumer<?, ?> consumer) {
    if (!waiting.isEmpty()) {
      Instant now = time.instant();
      consumer.resume(
          consumer.assignment().stream().filter(partition -> isDue(partition, now)).toList());
    }
  }

  private boolean isDue(TopicPartition partition, Instant now) {
    Instant until = waiting.get(partition);
    return until != null && !until.isAfter(now);
  }

  /// Kafka assigns them to somebody else, or they wait for something else.
  void removeAll(Collection<TopicPartition> partitions) {
    waiting.keySet().removeAll(partitions);
  }
}
