package dev.tradewitness.kit.kafka;

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
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/// Partitions of one consumer that owe dead letters because Kafka did not take them. Such a
/// partition stays claimed, is not read until its letters are sent, and holds up no other.
///
/// Only the consumer's thread uses it; [#all()] is for any thread.
public final class OwingPartitions {

  /// Kafka is asked for no letter so long after one that it did not take, and no shorter than it
  /// was waited for: all go to one topic, and the other partitions are read in between.
  public static final Duration AGAIN_AFTER = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(OwingPartitions.class);

  private final OwedLetters letters;
  private final SteadyTime time;
  private final Duration wait;

  /// The one that was tried last is last.
  private final SequencedSet<TopicPartition> owing = new LinkedHashSet<>();

  /// Held back until nothing is owed; also those that are to be claimed again.
  private final Set<TopicPartition> paused = new HashSet<>();

  private Instant notBefore = Instant.MIN;

  /// What other threads see of those that owe.
  private volatile Set<TopicPartition> published = Set.of();

  /// @param wait for acknowledgements at a further try; the consumer's other partitions wait as
  ///   long
  public OwingPartitions(OwedLetters letters, SteadyTime time, Duration wait) {
    this.letters = letters;
    this.time = time;
    this.wait = wait;
  }

  public boolean contains(TopicPartition partition) {
    return owing.contains(partition);
  }

  public Set<TopicPartition> all() {
    return published;
  }

  /// A partition is claimed: what is owed of it is sent before it is read.
  public void claimed(TopicPartition partition) {
    boolean owes = letters.isOwing(partition);
    owing.remove(partition);
    if (owes) {
      owing.add(partition);
    }
    publish();
  }

  /// Sends the letters that are owed since a commit. Partitions with a letter that Kafka does not
  /// take wait; so do those with any letter while Kafka is asked for none.
  ///
  /// @return false when Kafka was asked, and did not take all
  public boolean deliver(PollLetters poll) {
    if (!isDue()) {
      owe(poll.partitions());
      return true;
    }
    Instant began = time.instant();
    try {
      letters.deliver(poll);
      return true;
    } catch (LettersNotTakenException e) {
      notTaken(e.partitions(), began, e);
      return false;
    } catch (DataAccessException | TransactionException e) {
      // Sent perhaps, but stored as owed. A poll that comes again need not bring them.
      owe(poll.partitions());
      throw e;
    }
  }

  /// Tries again, first with those that waited longest. Kafka is waited for once: after a letter
  /// that it does not take, those of other partitions are sent at a later call.
  public void settle() {
    for (TopicPartition partition : List.copyOf(owing)) {
      if (!isDue()) {
        return;
      }
      send(partition);
    }
  }

  private boolean isDue() {
    return !time.instant().isBefore(notBefore);
  }

  private void send(TopicPartition partition) {
    Instant began = time.instant();
    try {
      // As the table has it now: another process may have claimed the partition and sent them.
      letters.settle(partition, wait);
    } catch (KafkaException e) {
      notTaken(List.of(partition), began, e);
      return;
    }
    closed(partition);
  }

  private void notTaken(Collection<TopicPartition> partitions, Instant began, KafkaException why) {
    partitions.forEach(owing::addLast);
    publish();
    Instant now = time.instant();
    Duration waited = Duration.between(began, now);
    Instant next = now.plus(waited.compareTo(AGAIN_AFTER) > 0 ? waited : AGAIN_AFTER);
    notBefore = next.isAfter(notBefore) ? next : notBefore;
    log.atWarn()
        .addKeyValue("partitions", partitions)
        .addKeyValue("cause", why.toString())
        .log("dead letters not sent: their partitions wait, tried again");
  }

  private void owe(Collection<TopicPartition> partitions) {
    owing.addAll(partitions);
    publish();
  }

  private void publish() {
    published = Set.copyOf(owing);
  }

  /// Leaves a partition alone until its letters are sent.
  ///
  /// @param position where it is read from then
  public void holdBack(TopicPartition partition, long position, Consumer<?, ?> consumer) {
    consumer.seek(partition, position);
    consumer.pause(List.of(partition));
    paused.add(partition);
  }

  /// Lets those go on that owe nothing any more. It is the last act of a call that succeeded.
  /// Between a call that failed and the next one the container polls, and drops what comes: only
  /// what is paused loses no message.
  public void goOn(Consumer<?, ?> consumer) {
    Set<TopicPartition> assigned = consumer.assignment();
    List<TopicPartition> paid =
        paused.stream()
            .filter(partition -> assigned.contains(partition) && !owing.contains(partition))
            .toList();
    if (!paid.isEmpty()) {
      consumer.resume(paid);
      paid.forEach(paused::remove);
    }
  }

  /// Not claimed any more, or nothing is owed. The next claim finds out what is owed.
  public void closed(TopicPartition partition) {
    owing.remove(partition);
    publish();
  }

  /// Not this consumer's any more.
  public void removeAll(Collection<TopicPartition> partitions) {
    partitions.forEach(owing::remove);
    partitions.forEach(paused::remove);
    publish();
  }
}
