package dev.tradewitness.vpin.feed;

import dev.tradewitness.kit.kafka.DeadLetters;
import dev.tradewitness.vpin.vitals.Vitals;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/// The refused messages of a poll, on their way to the dead-letter topic. They are acknowledged
/// before the poll is committed: a crash in between sends some twice and loses none.
final class RefusedMessages {

  private final DeadLetters deadLetters;
  private final Vitals vitals;
  private final Duration timeout;
  private final Runnable newProducer;

  /// Kept until their poll is committed: a poll that is read again sends nothing again.
  private final Map<Place, Letter> letters = new LinkedHashMap<>();

  /// @param newProducer called when nothing is acknowledged in time: ends what is under way, so
  ///   that it is sent anew
  RefusedMessages(DeadLetters deadLetters, Vitals vitals, Duration timeout, Runnable newProducer) {
    this.deadLetters = deadLetters;
    this.vitals = vitals;
    this.timeout = timeout;
    this.newProducer = newProducer;
  }

  private record Place(int partition, long offset) {}

  private static final class Letter {
    private final ConsumerRecord<byte[], byte[]> message;
    private final Refusal refusal;
    private @Nullable CompletableFuture<?> sent;

    Letter(ConsumerRecord<byte[], byte[]> message, Refusal refusal) {
      this.message = message;
      this.refusal = refusal;
    }
  }

  void add(ConsumerRecord<byte[], byte[]> message, Refusal refusal) {
    var place = new Place(message.partition(), message.offset());
    if (letters.putIfAbsent(place, new Letter(message, refusal)) == null) {
      vitals.refused(refusal.name());
    }
  }

  /// Sends what is not sent and waits until all is acknowledged. After a failure it may be called
  /// again; letters that are still under way are waited for, not sent anew.
  void deliver() {
    for (Letter letter : letters.values()) {
      if (letter.sent == null || letter.sent.isCompletedExceptionally()) {
        letter.sent =
            deadLetters.send(
                letter.message, letter.refusal.name(), new TradeRefusedException(letter.refusal));
      }
    }
    try {
      CompletableFuture.allOf(
              letters.values().stream()
                  .map(letter -> letter.sent)
                  .toArray(CompletableFuture[]::new))
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      newProducer.run();
      throw new KafkaException("dead letters not acknowledged", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  /// The poll is committed.
  void committed() {
    letters.clear();
  }

  /// Another consumer reads the partition now, and will refuse these itself.
  void forget(int partition) {
    letters.keySet().removeIf(place -> place.partition() == partition);
  }
}
