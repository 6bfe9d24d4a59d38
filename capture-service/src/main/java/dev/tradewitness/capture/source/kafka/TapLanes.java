package dev.tradewitness.capture.source.kafka;

import dev.tradewitness.capture.stream.SourceMark;
import dev.tradewitness.capture.stream.SourceReader;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.KafkaAdminOperations;

/// How far each tapped partition was read, and what Kafka deleted of it before it was. A lane is a
/// topic's id with the number of a partition, so that a topic which was made anew begins anew.
///
/// Offsets that were never given to a message (marks of transactions, compaction) are no gap: only
/// what lies before the partition's first offset is missing.
final class TapLanes {

  private final SourceReader stored;
  private final KafkaAdminOperations admin;
  private final Map<TopicPartition, Lane> lanes = new ConcurrentHashMap<>();

  TapLanes(SourceReader stored, KafkaAdminOperations admin) {
    this.stored = stored;
    this.admin = admin;
  }

  /// @param handled the last offset that is stored or a dead letter; null when nothing is known
  private record Lane(String name, @Nullable Long handled) {}

  /// Partitions that were assigned: another instance may have read them meanwhile.
  void forget(Collection<TopicPartition> partitions) {
    lanes.keySet().removeAll(partitions);
  }

  static String source(String topic) {
    return "kafka:" + topic;
  }

  /// Where a message lies, once its lane was looked at with [#gap]; null when its topic is no more.
  SourceMark.@Nullable Position position(ConsumerRecord<byte[], byte[]> message) {
    Lane lane = lanes.get(partition(message));
    if (lane == null) {
      return null;
    }
    return new SourceMark.Position(source(message.topic()), lane.name, message.offset());
  }

  /// What is missing between what was handled before and this message.
  ///
  /// @param message the first of its partition in a poll, or one behind [#handled]
  /// @return null when nothing is
  /// @throws KafkaException when Kafka does not say
  SourceMark.@Nullable Gap gap(ConsumerRecord<byte[], byte[]> message, Consumer<?, ?> consumer) {
    TopicPartition partition = partition(message);
    Lane lane = lanes.get(partition);
    if (lane == null) {
      try {
        lane = look(partition, consumer);
      } catch (KafkaException e) {
        if (isUnknownTopic(e)) {
          return null; // deleted since: its last messages are stored without a place
        }
        throw e;
      }
      lanes.put(partition, lane);
    }
    if (lane.handled == null || message.offset() <= lane.handled + 1) {
      return null;
    }
    Long begin = consumer.beginningOffsets(Set.of(partition)).get(partition);
    long missing = lane.handled + 1;
    return begin == null || begin <= missing
        ? null
        : new SourceMark.Gap(
            source(message.topic()), lane.name, missing, Math.min(begin, message.offset()) - 1);
  }

  private Lane look(TopicPartition partition, Consumer<?, ?> consumer) {
    TopicDescription topic = admin.describeTopics(partition.topic()).get(partition.topic());
    if (topic == null) {
      throw new KafkaException("Kafka does not know " + partition.topic());
    }
    String name = topic.topicId() + "/" + partition.partition();
    Long number = stored.number(source(partition.topic()), name).orElse(null);
    Long end = consumer.endOffsets(Set.of(partition)).get(partition);
    if (number != null && end != null && number >= end) {
      number = null; // Kafka lost its newest messages: what is stored says nothing of the new ones
    }
    OffsetAndMetadata committed = consumer.committed(Set.of(partition)).get(partition);
    Long behind = committed == null ? null : Long.valueOf(committed.offset() - 1);
    if (number == null || (behind != null && behind > number)) {
      number = behind;
    }
    return new Lane(name, number);
  }

  private static boolean isUnknownTopic(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownTopicOrPartitionException) {
        return true;
      }
    }
    return false;
  }

  /// These messages are stored or dead letters.
  void handled(List<ConsumerRecord<byte[], byte[]>> messages) {
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      lanes.computeIfPresent(
          partition(message), (_, lane) -> new Lane(lane.name, message.offset()));
    }
  }

  private static TopicPartition partition(ConsumerRecord<byte[], byte[]> message) {
    return new TopicPartition(message.topic(), message.partition());
  }
}
