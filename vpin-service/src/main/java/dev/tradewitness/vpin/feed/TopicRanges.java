package dev.tradewitness.vpin.feed;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/// Asks Kafka what it has of a partition.
final class TopicRanges {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Map<String, Object> adminSettings;

  TopicRanges(Map<String, Object> adminSettings) {
    this.adminSettings = adminSettings;
  }

  StartOffset.Range of(Consumer<?, ?> consumer, TopicPartition partition) {
    var wanted = List.of(partition);
    Long begin = consumer.beginningOffsets(wanted, PATIENCE).get(partition);
    Long end = consumer.endOffsets(wanted, PATIENCE).get(partition);
    if (begin == null || end == null) {
      throw new KafkaException("Kafka does not know " + partition);
    }
    return new StartOffset.Range(begin, end, topicId(partition.topic()));
  }

  private UUID topicId(String topic) {
    try (Admin admin = Admin.create(adminSettings)) {
      Uuid id =
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              .values()
              .iterator()
              .next()
              .topicId();
      return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("topic " + topic + " cannot be described", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }
}
