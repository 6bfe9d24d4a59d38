package dev.tradewitness.vpin.feed;

import dev.tradewitness.vpin.vitals.Vitals;
import dev.tradewitness.vpin.vitals.Vitals.Severity;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/// Knows the id of the topic that has the input's name now: another id means that the topic was
/// deleted and made anew.
final class TopicWatch {

  private static final String TOPIC = "topic";
  private static final long PATIENCE_MILLIS = 10_000;

  private final String topic;
  private final Admin admin;
  private final Vitals vitals;

  private volatile @Nullable UUID topicId;
  private volatile int partitions;

  TopicWatch(String topic, Admin admin, Vitals vitals) {
    this.topic = topic;
    this.admin = admin;
    this.vitals = vitals;
  }

  /// As last seen; null until then.
  @Nullable UUID topicId() {
    return topicId;
  }

  /// How many partitions the topic has, as last seen.
  int partitions() {
    return partitions;
  }

  /// A question to Kafka that is under way.
  interface Look {
    /// The topic's id at some moment since the question.
    ///
    /// @throws KafkaException when Kafka does not say
    UUID answer();
  }

  /// Asks Kafka, and does not wait for the answer.
  Look begin() {
    KafkaFuture<Map<String, TopicDescription>> asked =
        admin.describeTopics(List.of(topic)).allTopicNames();
    return () -> answer(asked);
  }

  /// Asks Kafka.
  UUID look() {
    return begin().answer();
  }

  private UUID answer(KafkaFuture<Map<String, TopicDescription>> asked) {
    try {
      TopicDescription description = asked.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).get(topic);
      if (description == null) {
        throw new KafkaException("Kafka does not know " + topic);
      }
      Uuid id = description.topicId();
      var seen = new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
      partitions = description.partitions().size();
      topicId = seen;
      return seen;
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("topic " + topic + " cannot be described", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  /// Asks Kafka, and keeps what it said before when it does not answer.
  void refresh() {
    try {
      look();
      vitals.well(TOPIC);
    } catch (KafkaException e) {
      vitals.failing(TOPIC, Severity.DEGRADED, "the input topic is not known: " + e.getMessage());
    }
  }
}
