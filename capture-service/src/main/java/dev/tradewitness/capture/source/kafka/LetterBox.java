package dev.tradewitness.capture.source.kafka;

import dev.tradewitness.capture.intake.NotStoredException;
import dev.tradewitness.kit.kafka.DeadLetters;
import dev.tradewitness.kit.kafka.PollLetters;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/// Sends the dead letters of a poll once everything else in it is stored, each once, also when some
/// of them are not taken and the poll comes again.
final class LetterBox {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final DeadLetters deadLetters;

  LetterBox(DeadLetters deadLetters) {
    this.deadLetters = deadLetters;
  }

  /// @param reason stable, in capitals
  record Letter(ConsumerRecord<byte[], byte[]> message, String reason, Exception cause) {}

  /// Returns when Kafka has all of them.
  ///
  /// @param messages of the poll
  /// @throws NotStoredException when Kafka does not take one; the poll is to come again
  void send(List<ConsumerRecord<byte[], byte[]>> messages, List<Letter> letters) {
    PollLetters poll = deadLetters.poll(messages);
    letters.forEach(one -> poll.add(one.message(), one.reason(), one.cause()));
    try {
      poll.deliver(PATIENCE);
    } catch (KafkaException | org.springframework.kafka.KafkaException e) {
      // The second is the template's own, for a letter that it could not even begin to send.
      throw new NotStoredException("a dead letter was not taken: " + e);
    }
  }
}
