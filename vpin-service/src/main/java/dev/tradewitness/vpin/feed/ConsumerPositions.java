package dev.tradewitness.vpin.feed;

import dev.tradewitness.vpin.vitals.Progress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a consumer knows of its partitions beside their messages: where they end, and what lies
/// between messages.
final class ConsumerPositions {

  private static final Logger log = LoggerFactory.getLogger(ConsumerPositions.class);
  private static final Duration AT_ONCE = Duration.ofMillis(100);

  private final PairBook book;
  private final FeedShared shared;
  private final Progress progress;

  ConsumerPositions(PairBook book, FeedShared shared) {
    this.book = book;
    this.shared = shared;
    this.progress = shared.vitals().progress();
  }

  /// What came, before anything is done with it: the lag is known while it is not committed.
  void show(ConsumerRecords<byte[], byte[]> poll, MessageReader reader, Consumer<?, ?> consumer) {
    for (TopicPartition partition : poll.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> messages = poll.records(partition);
      long end = messages.getLast().offset() + 1;
      if (consumer.assignment().contains(partition)) {
        end = Math.max(end, endAsFetched(partition, consumer));
      }
      progress.fetched(partition.partition(), reader.timestamp(messages.getFirst()), end);
    }
  }

  /// The topic's end when the last fetch was answered; 0 when not known.
  private static long endAsFetched(TopicPartition partition, Consumer<?, ?> consumer) {
    OptionalLong lag = consumer.currentLag(partition);
    return lag.isPresent() ? consumer.position(partition, AT_ONCE) + lag.getAsLong() : 0;
  }

  /// Whether the consumer will give the message again: its position was set back since. A poll that
  /// failed is given once more from memory, and the partition may have been claimed in between.
  ///
  /// @throws TimeoutException when the position is not known; then nothing may be passed over
  boolean isStale(ConsumerRecord<byte[], byte[]> message, Consumer<?, ?> consumer) {
    var partition = new TopicPartition(message.topic(), message.partition());
    return !consumer.assignment().contains(partition)
        || consumer.position(partition, AT_ONCE) <= message.offset();
  }

  /// The consumer has been given everything below its position, and that is read. What lies between
  /// is no message: the end of a transaction, or what an aborted one sent.
  void passOver(Consumer<?, ?> consumer) {
    for (OwnedPartition owned : book.partitions()) {
      try {
        long next = consumer.position(new TopicPartition(shared.topic(), owned.number()), AT_ONCE);
        if (next > owned.position()) {
          owned.passed(next - 1);
        }
      } catch (TimeoutException e) {
        // Kafka has not said yet where the partition stands: next time.
        log.atDebug().setCause(e).log("position not known");
      }
    }
  }
}
