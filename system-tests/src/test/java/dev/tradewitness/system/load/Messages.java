package dev.tradewitness.system.load;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Publishes and counts what the broker acknowledged.
public final class Messages implements AutoCloseable {

  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicLong acknowledged = new AtomicLong();
  private final ConcurrentLinkedQueue<Exception> failures = new ConcurrentLinkedQueue<>();

  public Messages(KafkaProducer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  public void send(String topic, String key, String value) {
    send(topic, key, value.getBytes(StandardCharsets.UTF_8));
  }

  public void send(String topic, String key, byte[] value) {
    var _ =
        producer.send(
            new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value),
            (metadata, failure) -> {
              if (failure == null) {
                acknowledged.incrementAndGet();
              } else {
                failures.add(failure);
              }
            });
  }

  /// Returns once the broker has answered for everything sent so far.
  public void flush() {
    producer.flush();
    if (!failures.isEmpty()) {
      throw new AssertionError("Kafka did not take a message", failures.peek());
    }
  }

  public long acknowledged() {
    return acknowledged.get();
  }

  @Override
  public void close() {
    producer.close();
  }
}
