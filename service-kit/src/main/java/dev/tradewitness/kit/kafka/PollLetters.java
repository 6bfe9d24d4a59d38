package dev.tradewitness.kit.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// The dead letters of one poll. Nothing is sent before [#deliver(Duration)]: until then the poll
/// may still fail, and its messages come again. Not for use by several threads.
public final class PollLetters {

  private final DeadLetters letters;
  private final List<Letter> collected = new ArrayList<>();

  PollLetters(DeadLetters letters) {
    this.letters = letters;
  }

  record Letter(ConsumerRecord<byte[], byte[]> message, String reason, String exceptionClass) {}

  /// @param reason stable, in capitals
  public void add(
      ConsumerRecord<byte[], byte[]> message, String reason, @Nullable Throwable cause) {
    collected.add(new Letter(message, reason, DeadLetters.exceptionClass(cause)));
  }

  void add(Letter letter) {
    collected.add(letter);
  }

  /// Takes back the letters of partitions whose messages are another process's.
  public void drop(Collection<Integer> partitions) {
    collected.removeIf(letter -> partitions.contains(letter.message().partition()));
  }

  /// Those that Kafka is not known to have.
  List<Letter> unsent() {
    return collected.stream().filter(letter -> !letters.isSent(letter.message())).toList();
  }

  List<Letter> letters() {
    return List.copyOf(collected);
  }

  /// Of the messages that have a letter.
  Set<TopicPartition> partitions() {
    return collected.stream()
        .map(letter -> DeadLetters.place(letter.message()))
        .collect(Collectors.toSet());
  }

  public boolean isEmpty() {
    return collected.isEmpty();
  }

  /// Sends every letter that this process has not sent yet, and waits until Kafka has all of them.
  /// After a failure a poll that comes again sends only what is missing.
  ///
  /// @throws KafkaException when Kafka does not take one, or not in time
  public void deliver(Duration patience) {
    if (collected.isEmpty()) {
      return;
    }
    var sent = new ArrayList<CompletableFuture<?>>(collected.size());
    try {
      for (Letter letter : collected) {
        sent.add(letters.sendOnce(letter.message(), letter.reason(), letter.exceptionClass()));
      }
      CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | org.springframework.kafka.KafkaException e) {
      // The last is the template's own, for a letter that it could not begin to send.
      throw new KafkaException("dead letters not acknowledged", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while dead letters were sent", e);
    }
  }
}
