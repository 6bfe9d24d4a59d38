package dev.tradewitness.vpin.feed;

import dev.tradewitness.vpin.feed.StartOffset.Range;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/// Asks Kafka what it has of partitions of one topic.
final class TopicRanges {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String topic;
  private final Admin admin;

  TopicRanges(String topic, Admin admin) {
    this.topic = topic;
    this.admin = admin;
  }

  Map<TopicPartition, Range> of(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, PATIENCE);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
    UUID topicId = topicId();
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

  private UUID topicId() {
    try {
      TopicDescription description =
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              .get(topic);
      if (description == null) {
        throw new KafkaException("Kafka does not know " + topic);
      }
      Uuid id = description.topicId();
      return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("topic " + topic + " cannot be described", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }
}
