package dev.tradewitness.kit.kafka;

import dev.tradewitness.kit.heap.HeapRoom;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.util.unit.DataSize;

/// What Kafka's clients hold in the heap.
public final class KafkaRooms {

  /// Kafka's own defaults.
  private static final int BUFFER_BYTES = 32 * 1024 * 1024;

  private static final int FETCH_BYTES = 50 * 1024 * 1024;

  /// Beside the bytes as they came, each message's content is an array of its own.
  private static final int COPIES = 2;

  private KafkaRooms() {}

  /// What producers may hold that is not sent yet.
  public static HeapRoom producers(KafkaProperties kafka, int count) {
    return HeapRoom.of(
        "spring.kafka.producer.buffer-memory",
        size(kafka.buildProducerProperties(), ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES),
        count);
  }

  /// What consumers of one broker's partitions hold of an answer.
  public static HeapRoom consumers(KafkaProperties kafka, int count) {
    return HeapRoom.of(
        "spring.kafka.consumer.properties.fetch.max.bytes",
        size(kafka.buildConsumerProperties(), ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES),
        COPIES * count);
  }

  /// A client's setting may be a number or its text.
  private static DataSize size(Map<String, Object> settings, String name, int whenAbsent) {
    Object value = Objects.requireNonNullElse(settings.get(name), whenAbsent);
    return DataSize.ofBytes(Long.parseLong(value.toString().strip()));
  }
}
