package dev.tradewitness.launcher.demo;

import dev.tradewitness.common.canonical.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Publishes as an order system would, and waits until the broker has everything.
final class DemoKafka implements AutoCloseable {

  private final String bootstrapServers;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<Future<RecordMetadata>> underWay = new ArrayList<>();

  DemoKafka(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                10_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                30_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                10_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /// Fails when the broker does not answer. (Else each message would wait for it.)
  void reach(String topic) throws DemoFailedException {
    try {
      producer.partitionsFor(topic);
    } catch (KafkaException e) {
      throw new DemoFailedException(
          "Kafka does not answer at %s (%s); is the stack up? ./tradewitness status"
              .formatted(bootstrapServers, e.getMessage()),
          e);
    }
  }

  void send(String topic, String key, String json) {
    underWay.add(
        producer.send(
            new ProducerRecord<>(
                topic,
                key.getBytes(StandardCharsets.UTF_8),
                json.getBytes(StandardCharsets.UTF_8))));
  }

  void send(String topic, String key, JsonObject json) {
    send(topic, key, json.toString());
  }

  /// Waits for the broker's word on everything sent so far.
  int confirmed() throws DemoFailedException, InterruptedException {
    int count = underWay.size();
    for (Future<RecordMetadata> sent : underWay) {
      try {
        sent.get();
      } catch (ExecutionException e) {
        throw new DemoFailedException("Kafka did not take a message: " + e.getCause(), e);
      }
    }
    underWay.clear();
    return count;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
