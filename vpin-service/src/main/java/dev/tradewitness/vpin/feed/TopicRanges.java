package dev.tradewitness.vpin.feed;

import dev.tradewitness.vpin.feed.StartOffset.Range;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/// Asks Kafka what it has of the input topic's partitions.
final class TopicRanges {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final TopicWatch topic;
  private final String name;
  private final Admin admin;

  TopicRanges(TopicWatch topic, String name, Admin admin) {
    this.topic = topic;
    this.name = name;
    this.admin = admin;
  }

  /// How many partitions the topic has, as last seen.
  int partitions() {
    return topic.partitions();
  }

  /// Asks Kafka how many there are.
  ///
  /// @return the id of the topic that has them
  UUID look() {
    return topic.look();
  }

  /// The first offset of any partition whose message is younger than `time`; if none is, the offset
  /// after the last committed message.
  ///
  /// @param time timestamp of messages, Unix milliseconds
  long firstAfter(int partition, long time) {
    // The end first: up to there no message is younger, if none is found then.
    long end = offset(partition, OffsetSpec.latest());
    long younger = offset(partition, OffsetSpec.forTimestamp(time + 1));
    return younger < 0 ? end : younger;
  }

  private long offset(int partition, OffsetSpec wanted) {
    var asked = new TopicPartition(name, partition);
    try {
      return admin
          .listOffsets(Map.of(asked, wanted), new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
          .partitionResult(asked)
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
          .offset();
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("offsets of " + asked + " not known", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  /// @throws KafkaException also when the topic was made anew while it was asked for: offsets of
  ///   the one say nothing about the other
  Map<TopicPartition, Range> of(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    UUID before = topic.look();
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, PATIENCE);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
    UUID topicId = topic.look();
    if (!topicId.equals(before)) {
      throw new KafkaException("topic " + name + " was made anew while it was asked for");
    }
    var ranges = new HashMap<TopicPartition, Range>();
    for (TopicPartition partition : partitions) {
      Long begin = begins.get(partition);
      Long end = ends.get(partition);
      if (begin == null || end == null) {
        throw new KafkaException("Kafka does not know " + partition);
      }
      ranges.put(partition, new Range(begin, end, topicId));
    }
    return ranges;
  }
}
