package dev.tradewitness.vpin;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// What integration tests send and read: trades in, messages out.
public final class TradeTopic {

  private final String bootstrapServers;

  public TradeTopic(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /// One message of the processed-trades topic.
  public record Message(String pair, String json) {}

  /// Trades of several pairs, the same for the same seed.
  public static List<Message> random(long seed, int count, int pairs) {
    var random = new SplittableRandom(seed);
    var messages = new ArrayList<Message>(count);
    for (int i = 0; i < count; i++) {
      String pair = "PAIR%d-USD".formatted(random.nextInt(pairs));
      double price = 100 + random.nextInt(1000) / 100.0;
      double size = Math.exp(random.nextGaussian() - 1);
      messages.add(trade(pair, 1_733_234_567_890L + i, price, size, random.nextInt(3) - 1));
    }
    return messages;
  }

  public static Message trade(
      String pair, long timestamp, double price, double size, int direction) {
    return new Message(
        pair,
        String.format(
            Locale.ROOT,
            "{\"pair\":\"%s\",\"timestamp\":%d,\"price\":%.2f,\"size\":%.8f,\"trade_direction\":%d,"
                + "\"exchange_id\":23}",
            pair,
            timestamp,
            price,
            size,
            direction));
  }

  /// Sends and waits until Kafka has it all. Keyed by pair, as producers of trades are.
  public void send(String topic, List<Message> messages) {
    sendAll(messages.stream().map(message -> record(topic, null, message)).toList());
  }

  /// Sends to one partition, whatever the key.
  public void sendTo(TopicPartition partition, List<Message> messages) {
    sendAll(
        messages.stream()
            .map(message -> record(partition.topic(), partition.partition(), message))
            .toList());
  }

  private void sendAll(List<ProducerRecord<byte[], byte[]>> records) {
    try (var producer =
        new KafkaProducer<>(
            // One request at a time keeps the order without idempotence, which a wiped topic
            // upsets.
            Map.<String, Object>of(
                "bootstrap.servers",
                bootstrapServers,
                "linger.ms",
                5,
                "acks",
                "all",
                "enable.idempotence",
                false,
                "max.in.flight.requests.per.connection",
                1),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      records.forEach(record -> {
        var _ = producer.send(record);
      });
      producer.flush();
    }
  }

  private static ProducerRecord<byte[], byte[]> record(
      String topic, @Nullable Integer partition, Message message) {
    return new ProducerRecord<>(topic, partition, bytes(message.pair()), bytes(message.json()));
  }

  /// Waits until every partition of a topic that was just wiped answers, empty.
  public void awaitEmpty(String topic) {
    try (var consumer = consumer()) {
      await()
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptions()
          .until(() ->
              consumer.endOffsets(partitions(consumer, topic)).values().stream()
                  .allMatch(end -> end == 0));
    }
  }

  /// The offset after the last message, or after the last transaction's marker.
  public long end(TopicPartition partition) {
    try (var consumer = consumer()) {
      return consumer.endOffsets(List.of(partition)).get(partition);
    }
  }

  /// As retention does it.
  public void deleteBefore(TopicPartition partition, long offset) {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
          .all()
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.<String, Object>of("bootstrap.servers", bootstrapServers),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  /// Everything that the topic holds now.
  public List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
    try (var consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = new HashMap<>(consumer.endOffsets(partitions));
      var read = new ArrayList<ConsumerRecord<byte[], byte[]>>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(read::add);
      }
      return read;
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
