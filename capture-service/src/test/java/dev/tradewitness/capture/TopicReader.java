package dev.tradewitness.capture;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.wire.EventHeaders;
import dev.tradewitness.testservers.Servers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// Reads all that a topic holds, and writes to topics, as other systems do.
public final class TopicReader implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer =
      new KafkaConsumer<>(
          Map.of("bootstrap.servers", Servers.kafka().bootstrapServers()),
          new ByteArrayDeserializer(),
          new ByteArrayDeserializer());
  private final KafkaProducer<byte[], byte[]> producer = producer(Map.of());

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> further) {
    var settings = new HashMap<String, Object>(further);
    settings.put("bootstrap.servers", Servers.kafka().bootstrapServers());
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  public List<ConsumerRecord<byte[], byte[]>> all(String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(Duration.ofMillis(200)).forEach(records::add);
    }
    return records;
  }

  /// Events of one stream in the order they lie in the topic.
  public List<ConsumerRecord<byte[], byte[]>> events(String policyId) {
    byte[] key = policyId.getBytes(StandardCharsets.US_ASCII);
    return all("vcp.events").stream()
        .filter(record -> java.util.Arrays.equals(record.key(), key))
        .toList();
  }

  public static EventHeaders headers(ConsumerRecord<byte[], byte[]> record) {
    return EventHeaders.decode(name -> header(record, name));
  }

  public static byte @Nullable [] header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : header.value();
  }

  public static JsonObject json(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Json.parseObject(record.value(), JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      throw new AssertionError(e);
    }
  }

  public void send(String topic, String key, String value) {
    send(topic, key, value, Map.of());
  }

  public void send(String topic, String key, String value, Map<String, String> headers) {
    var message =
        new ProducerRecord<>(
            topic, key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
    headers.forEach(
        (name, text) -> message.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    send(message);
  }

  /// Sends a copy of a message.
  public void send(ConsumerRecord<byte[], byte[]> message) {
    send(
        new ProducerRecord<>(
            message.topic(),
            message.partition(),
            message.key(),
            message.value(),
            message.headers()));
  }

  /// Sends messages without keys, compressed.
  ///
  /// @param codec as Kafka names it
  public void sendCompressed(String codec, String topic, List<String> values) {
    try (var compressing = producer(Map.of("compression.type", codec, "linger.ms", "50"))) {
      for (String value : values) { // the close waits for all of them
        var _ =
            compressing.send(
                new ProducerRecord<>(topic, null, value.getBytes(StandardCharsets.UTF_8)));
      }
    }
  }

  public void send(ProducerRecord<byte[], byte[]> message) {
    try {
      producer.send(message).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    consumer.close();
    producer.close();
  }
}
