package dev.tradewitness.testservers;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Sends messages inside Kafka transactions, as other systems do. A returned call has ended its
/// transaction, so a later message lies behind it.
public final class Transactions {

  // The broker aborts what is open for longer.
  private static final int TIMEOUT_MILLIS = 600_000;

  private final String bootstrapServers;

  public Transactions(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  public void commit(List<ProducerRecord<byte[], byte[]>> messages) {
    send(messages, Producer::commitTransaction);
  }

  /// The broker has the messages; nobody may count them.
  public void abort(List<ProducerRecord<byte[], byte[]>> messages) {
    send(messages, Producer::abortTransaction);
  }

  /// Runs work while the transaction is open: a consumer of committed messages stands before its
  /// first one. Then aborts it.
  public void abortAfter(List<ProducerRecord<byte[], byte[]>> messages, Runnable work) {
    send(
        messages,
        producer -> {
          work.run();
          producer.abortTransaction();
        });
  }

  private void send(
      List<ProducerRecord<byte[], byte[]>> messages, Consumer<Producer<byte[], byte[]>> end) {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                bootstrapServers,
                "transactional.id",
                UUID.randomUUID().toString(),
                "transaction.timeout.ms",
                TIMEOUT_MILLIS),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (var message : messages) {
        var _ = producer.send(message);
      }
      producer.flush();
      end.accept(producer);
    }
  }
}
