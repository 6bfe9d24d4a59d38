package dev.tradewitness.kit.kafka;

import dev.tradewitness.common.wire.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.support.SendResult;

/// Puts messages that cannot be read where they can be looked at: `<topic>.dlt`, with the original
/// key and bytes, and headers that say why and from where. The caller waits for the send before it
/// moves past the message.
public final class DeadLetters {

  public static final String REASON = "reason";
  public static final String SOURCE_TOPIC = "source_topic";
  public static final String SOURCE_PARTITION = "source_partition";
  public static final String SOURCE_OFFSET = "source_offset";
  public static final String EXCEPTION_CLASS = "exception_class";

  private final KafkaOperations<byte[], byte[]> kafka;
  private final MeterRegistry meters;

  public DeadLetters(KafkaOperations<byte[], byte[]> kafka, MeterRegistry meters) {
    this.kafka = kafka;
    this.meters = meters;
  }

  /// Sends one dead letter and counts it as `tradewitness.dead_letters`.
  ///
  /// @param reason stable, in capitals
  public CompletableFuture<SendResult<byte[], byte[]>> send(
      ConsumerRecord<byte[], byte[]> message, String reason, @Nullable Throwable cause) {
    meters
        .counter("tradewitness.dead_letters", "topic", message.topic(), "reason", reason)
        .increment();
    return kafka.send(letter(message, reason, cause));
  }

  static ProducerRecord<byte[], byte[]> letter(
      ConsumerRecord<byte[], byte[]> message, String reason, @Nullable Throwable cause) {
    var letter =
        new ProducerRecord<byte[], byte[]>(
            Topics.deadLetters(message.topic()), message.key(), message.value());
    message.headers().forEach(letter.headers()::add);
    add(letter, REASON, reason);
    add(letter, SOURCE_TOPIC, message.topic());
    add(letter, SOURCE_PARTITION, Integer.toString(message.partition()));
    add(letter, SOURCE_OFFSET, Long.toString(message.offset()));
    if (cause != null) {
      add(letter, EXCEPTION_CLASS, cause.getClass().getName());
    }
    return letter;
  }

  private static void add(ProducerRecord<byte[], byte[]> letter, String name, String value) {
    letter.headers().remove(name);
    letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
