package dev.tradewitness.vpin.feed;

import dev.tradewitness.kit.kafka.OwedLetters;
import dev.tradewitness.kit.kafka.OwedLetters.Debt;
import dev.tradewitness.kit.time.SteadyTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Partitions of one consumer that owe dead letters because Kafka did not take them. Such a
/// partition stays claimed, is not read until its letters are sent, and holds up no other.
final class OwingPartitions {

  /// Kafka is asked for no letter so long after one that it did not take: all go to one topic.
  static final Duration AGAIN_AFTER = Duration.ofSeconds(5);

  /// For acknowledgements at a further try; the consumer's other partitions wait as long.
  private static final Duration WAIT = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(OwingPartitions.class);

  private final OwedLetters letters;
  private final SteadyTime time;

  /// The one that was tried last is last.
  private final SequencedSet<TopicPartition> owing = new LinkedHashSet<>();

  /// Paused until nothing is owed; also those that are to be claimed again.
  private final Set<TopicPartition> paused = new HashSet<>();

  private Instant notBefore = Instant.MIN;

  OwingPartitions(OwedLetters letters, SteadyTime time) {
    this.letters = letters;
    this.time = time;
  }

  boolean isEmpty() {
    return owing.isEmpty();
  }

  boolean contains(TopicPartition partition) {
    return owing.contains(partition);
  }

  Set<TopicPartition> all() {
    return Set.copyOf(owing);
  }

  /// Sends what is owed of a partition that is just claimed.
  void claimed(TopicPartition partition, Consumer<?, ?> consumer) {
    Debt debt = letters.debt(partition);
    owing.add(partition);
    if (debt.isEmpty() || isDue()) {
      attempt(partition, () -> letters.settle(debt), consumer);
    }
  }

  /// Tries again. Kafka is waited for once: after a letter that it does not take, those of other
  /// partitions are sent at a later call.
  void settle(Consumer<?, ?> consumer) {
    for (TopicPartition partition : List.copyOf(owing)) {
      if (isDue()) {
        // Read anew: another process may have claimed the partition and sent them.
        attempt(partition, () -> letters.settle(letters.debt(partition), WAIT), consumer);
      }
    }
  }

  private boolean isDue() {
    return !time.instant().isBefore(notBefore);
  }

  private void attempt(TopicPartition partition, Runnable settling, Consumer<?, ?> consumer) {
    try {
      settling.run();
    } catch (KafkaException e) {
      notTaken(partition, e);
      return;
    }
    owing.remove(partition);
    if (paused.remove(partition)) {
      consumer.resume(List.of(partition));
    }
  }

  /// Kafka did not take all letters of a partition.
  void notTaken(TopicPartition partition, KafkaException e) {
    owing.addLast(partition);
    notBefore = time.instant().plus(AGAIN_AFTER);
    log.atWarn()
        .addKeyValue("partition", partition)
        .addKeyValue("cause", e.toString())
        .log("dead letters not sent: the partition waits, tried again");
  }

  /// Leaves a partition alone until its letters are sent.
  ///
  /// @param position where it is read from then
  void holdBack(TopicPartition partition, long position, Consumer<?, ?> consumer) {
    consumer.seek(partition, position);
    consumer.pause(List.of(partition));
    paused.add(partition);
  }

  /// Not claimed any more. The next claim finds out what is owed.
  void closed(TopicPartition partition) {
    owing.remove(partition);
  }

  /// Kafka assigns them to somebody else.
  void removeAll(Collection<TopicPartition> partitions) {
    owing.removeAll(partitions);
    paused.removeAll(partitions);
  }
}
