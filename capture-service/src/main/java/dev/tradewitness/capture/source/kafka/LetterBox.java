package dev.tradewitness.capture.source.kafka;

import dev.tradewitness.kit.kafka.DeadLetters;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Sends the dead letters of a poll, each once, also when some of them are not taken and the poll
/// comes again. For one listener's thread.
final class LetterBox {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final DeadLetters deadLetters;

  /// Of the poll that is being tried.
  private final Set<Place> sent = new HashSet<>();

  LetterBox(DeadLetters deadLetters) {
    this.deadLetters = deadLetters;
  }

  private record Place(String topic, int partition, long offset) {}

  /// @param reason stable, in capitals
  record Letter(ConsumerRecord<byte[], byte[]> message, String reason, Exception cause) {

    private Place place() {
      return new Place(message.topic(), message.partition(), message.offset());
    }
  }

  /// Returns when Kafka has all of them.
  ///
  /// @throws NotStoredException when Kafka does not take one; the poll is to come again
  void send(List<Letter> letters) throws InterruptedException {
    List<Letter> open = letters.stream().filter(one -> !sent.contains(one.place())).toList();
    List<CompletableFuture<?>> answers =
        open.stream()
            .<CompletableFuture<?>>map(
                one -> deadLetters.send(one.message(), one.reason(), one.cause()))
            .toList();
    String trouble = null;
    for (int i = 0; i < open.size(); i++) {
      try {
        answers.get(i).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        sent.add(open.get(i).place());
      } catch (ExecutionException | TimeoutException e) {
        trouble = "a dead letter was not taken: " + e;
      }
    }
    if (trouble != null) {
      throw new NotStoredException(trouble);
    }
    sent.clear();
  }
}
