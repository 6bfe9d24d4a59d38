package dev.tradewitness.anchor.publish;

import dev.tradewitness.anchor.batch.AnchorMessages;
import dev.tradewitness.anchor.batch.AnchorMessages.Message;
import dev.tradewitness.common.wire.Partitions;
import dev.tradewitness.common.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.springframework.kafka.core.KafkaOperations;

/// Sends waiting batch records to `vcp.anchors`, keyed by policy id, and lets them go only after
/// Kafka has acknowledged all.
final class AnchorPublisher {

  private final AnchorMessages messages;
  private final KafkaOperations<byte[], byte[]> kafka;
  private final PublishProperties settings;

  AnchorPublisher(
      AnchorMessages messages, KafkaOperations<byte[], byte[]> kafka, PublishProperties settings) {
    this.messages = messages;
    this.kafka = kafka;
    this.settings = settings;
  }

  void publish() {
    int handed;
    do {
      handed = messages.handOver(settings.messagesMax(), this::send);
    } while (handed == settings.messagesMax());
  }

  private void send(List<Message> batch) {
    var sent = new ArrayList<CompletableFuture<?>>(batch.size());
    for (Message message : batch) {
      byte[] key = message.policyId().getBytes(StandardCharsets.UTF_8);
      sent.add(
          kafka.send(
              new ProducerRecord<>(
                  Topics.VCP_ANCHORS,
                  Partitions.of(message.policyId(), Topics.PARTITIONS),
                  key,
                  message.body())));
    }
    await(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)), settings.sendTimeout());
  }

  private static void await(CompletableFuture<Void> all, Duration timeout) {
    try {
      all.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("batch records could not be sent", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while sending batch records", e);
    }
  }
}
