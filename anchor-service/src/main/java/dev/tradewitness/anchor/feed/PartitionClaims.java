package dev.tradewitness.anchor.feed;

import dev.tradewitness.anchor.feed.PartitionStore.Claim;
import dev.tradewitness.kit.kafka.OwedLetters;
import dev.tradewitness.kit.kafka.OwedLetters.Debt;
import dev.tradewitness.kit.time.SteadyTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/// Claims in PostgreSQL the partitions that Kafka has assigned, and sets the consumer to where
/// reading goes on. A partition is claimed at its assignment; one that could not be claimed, or
/// that was taken over, is claimed later, as long as Kafka says that it is assigned here.
///
/// Everything here runs on the thread of the consumer that is passed in.
final class PartitionClaims {

  /// Kafka's answer to the question whether a partition is still assigned.
  private static final Duration MEMBERSHIP_WAIT = Duration.ofSeconds(5);

  /// A letter that Kafka did not take is tried again after this.
  static final Duration PAY_AGAIN_AFTER = Duration.ofSeconds(5);

  private final String topic;
  private final String owner;
  private final PartitionStore partitions;
  private final Ownership ownership;
  private final OwedLetters letters;
  private final Duration reclaimAfter;
  private final FeedReport report;
  private final InstantSource clock;
  private final SteadyTime time;

  /// Letters that former polls owe, by partition; paid before its next messages are stored.
  private final Map<Integer, List<Debt>> debts = new ConcurrentHashMap<>();

  /// When a partition's letters may be tried again, by steady time.
  private final Map<Integer, Instant> payNotBefore = new ConcurrentHashMap<>();

  /// Partitions that are paused because they owe letters.
  private final Set<Integer> heldBack = ConcurrentHashMap.newKeySet();

  /// When a partition that is not held may be claimed again, by steady time.
  private final Map<Integer, Instant> notBefore = new ConcurrentHashMap<>();

  PartitionClaims(
      String topic,
      String owner,
      PartitionStore partitions,
      Ownership ownership,
      OwedLetters letters,
      Duration reclaimAfter,
      FeedReport report,
      InstantSource clock,
      SteadyTime time) {
    this.topic = topic;
    this.owner = owner;
    this.partitions = partitions;
    this.ownership = ownership;
    this.letters = letters;
    this.reclaimAfter = reclaimAfter;
    this.report = report;
    this.clock = clock;
    this.time = time;
  }

  void assigned(Consumer<?, ?> consumer, Collection<TopicPartition> assigned) {
    for (TopicPartition partition : assigned) {
      try {
        claim(consumer, partition);
      } catch (DataAccessException | TransactionException e) {
        // Claimed with the next messages, or while there are none.
        report.unclaimed(partition.partition(), e);
        consumer.seekToBeginning(List.of(partition));
      }
    }
  }

  void left(Consumer<?, ?> consumer, Collection<TopicPartition> left) {
    for (TopicPartition partition : left) {
      ownership.forget(partition.partition(), consumer);
      heldBack.remove(partition.partition());
    }
  }

  /// Claims what Kafka has assigned and this process does not hold, and sends what is owed. Kafka
  /// is waited for once: after a letter that it does not take, others are sent at the next call.
  ///
  /// @return partitions claimed now, which are read from where PostgreSQL says: what was fetched of
  ///   them before must not be stored
  Set<Integer> keepUp(Consumer<?, ?> consumer) {
    var claimed = new TreeSet<Integer>();
    boolean taken = true;
    for (TopicPartition partition : consumer.assignment()) {
      if (ownership.epoch(partition.partition(), consumer).isPresent()) {
        taken = taken && pay(consumer, partition);
      } else if (mayClaim(partition.partition()) && isAssigned(consumer, partition)) {
        claim(consumer, partition);
        claimed.add(partition.partition());
      }
    }
    return claimed;
  }

  private boolean mayClaim(int partition) {
    Instant earliest = notBefore.get(partition);
    return earliest == null || !time.instant().isBefore(earliest);
  }

  /// Asks the group's coordinator: a consumer that lost its place in the group may not know it yet,
  /// and would take the partition away from its rightful owner.
  private boolean isAssigned(Consumer<?, ?> consumer, TopicPartition partition) {
    try {
      long position = consumer.position(partition, MEMBERSHIP_WAIT);
      consumer.commitSync(Map.of(partition, new OffsetAndMetadata(position)), MEMBERSHIP_WAIT);
      return true;
    } catch (KafkaException e) {
      notBefore.put(partition.partition(), time.instant().plus(reclaimAfter));
      report.notAssigned(partition.partition(), e);
      return false;
    }
  }

  private void claim(Consumer<?, ?> consumer, TopicPartition partition) {
    int number = partition.partition();
    Claim claim = partitions.claim(topic, number, owner, clock.instant());
    debts.remove(number);
    payNotBefore.remove(number);
    owe(letters.debt(partition));
    ownership.hold(number, claim.epoch(), consumer);
    notBefore.remove(number);
    report.claimed(claim);
    if (claim.nextOffset().isPresent()) {
      consumer.seek(partition, claim.nextOffset().getAsLong());
    } else {
      consumer.seekToBeginning(List.of(partition));
    }
    goOn(consumer, partition);
  }

  /// Keeps in mind what could not be sent.
  void owe(Debt debt) {
    if (!debt.isEmpty()) {
      debts.merge(
          debt.partition().partition(),
          List.of(debt),
          (before, more) -> {
            var both = new ArrayList<>(before);
            both.addAll(more);
            return List.copyOf(both);
          });
    }
  }

  /// False when Kafka does not take a letter: it stays owed.
  private boolean pay(Consumer<?, ?> consumer, TopicPartition partition) {
    int number = partition.partition();
    List<Debt> owed = debts.get(number);
    Instant earliest = payNotBefore.get(number);
    if (owed == null || (earliest != null && time.instant().isBefore(earliest))) {
      return true;
    }
    try {
      owed.forEach(letters::settle);
    } catch (KafkaException e) {
      payNotBefore.put(number, time.instant().plus(PAY_AGAIN_AFTER));
      report.lettersNotTaken(number, e);
      return false;
    }
    debts.remove(number);
    payNotBefore.remove(number);
    goOn(consumer, partition);
    return true;
  }

  boolean isOwing(int partition) {
    return debts.containsKey(partition);
  }

  /// Leaves a partition that owes letters alone until they are sent.
  ///
  /// @param offset where it is read from then
  void holdBack(Consumer<?, ?> consumer, TopicPartition partition, long offset) {
    consumer.seek(partition, offset);
    consumer.pause(List.of(partition));
    heldBack.add(partition.partition());
  }

  private void goOn(Consumer<?, ?> consumer, TopicPartition partition) {
    if (heldBack.remove(partition.partition())) {
      consumer.resume(List.of(partition));
    }
  }

  OptionalLong epoch(Consumer<?, ?> consumer, int partition) {
    return ownership.epoch(partition, consumer);
  }

  void fence(Consumer<?, ?> consumer, int partition) {
    ownership.fence(partition, consumer, clock.instant());
    notBefore.put(partition, time.instant().plus(reclaimAfter));
    report.fenced(partition);
  }

  /// Partitions of this process with letters that Kafka has not taken yet.
  Set<Integer> owing() {
    var owing = new TreeSet<>(debts.keySet());
    owing.retainAll(ownership.held());
    return owing;
  }
}
