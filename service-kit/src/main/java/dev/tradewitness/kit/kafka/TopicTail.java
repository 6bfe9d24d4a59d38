package dev.tradewitness.kit.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads a topic from known offsets to where it ended when it was asked: what was published behind
/// a stored state. Belongs to no consumer group and commits no offset.
public final class TopicTail {

  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, Object> settings;
  private final String topic;
  private final Duration patience;

  /// @param settings of a consumer; serializers, group and offset reset are set here
  /// @param patience how long Kafka may say nothing
  public TopicTail(Map<String, Object> settings, String topic, Duration patience) {
    this.settings = new HashMap<>(settings);
    this.settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    this.settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    this.settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    this.settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    this.settings.put(
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(patience.toMillis()));
    this.settings.put(
        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(patience.toMillis()));
    this.topic = topic;
    this.patience = patience;
  }

  /// Where a partition is read from.
  @FunctionalInterface
  public interface Start {
    /// @param beginning the first offset that is kept
    /// @param end the offset of the next message
    /// @return between both; anything else counts as `beginning`: the topic was made anew
    long offset(int partition, long beginning, long end);
  }

  /// Reads each partition up to its end. A topic that does not exist is empty.
  ///
  /// @param each called in the order of the offsets of each partition
  /// @return the ends, by partition
  /// @throws TimeoutException when Kafka says nothing for longer than the patience
  public Map<Integer, Long> read(Start start, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<PartitionInfo> known = consumer.partitionsFor(topic);
      List<TopicPartition> partitions =
          known == null
              ? List.of()
              : known.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer
          .beginningOffsets(partitions)
          .forEach((partition, beginning) -> {
            long end = ends.getOrDefault(partition, 0L);
            long from = start.offset(partition.partition(), beginning, end);
            consumer.seek(partition, from < beginning || from > end ? beginning : from);
          });
      readTo(ends, consumer, each);
      var byPartition = new HashMap<Integer, Long>();
      ends.forEach((partition, end) -> byPartition.put(partition.partition(), end));
      return byPartition;
    }
  }

  private void readTo(
      Map<TopicPartition, Long> ends,
      KafkaConsumer<byte[], byte[]> consumer,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    long heard = System.nanoTime();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      for (ConsumerRecord<byte[], byte[]> message : records) {
        if (message.offset() < ends.getOrDefault(partition(message), 0L)) {
          each.accept(message);
        }
      }
      if (!records.isEmpty()) {
        heard = System.nanoTime();
      } else if (System.nanoTime() - heard > patience.toNanos()) {
        throw new TimeoutException(topic + " cannot be read to its end");
      }
    }
  }

  private TopicPartition partition(ConsumerRecord<byte[], byte[]> message) {
    return new TopicPartition(topic, message.partition());
  }
}
