package dev.tradewitness.anchor.feed;

import dev.tradewitness.anchor.feed.PartitionStore.Claim;
import dev.tradewitness.kit.kafka.OwingPartitions;
import dev.tradewitness.kit.kafka.PollLetters;
import dev.tradewitness.kit.time.SteadyTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
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

  private final String topic;
  private final String owner;
  private final PartitionStore partitions;
  private final Ownership ownership;
  private final Supplier<OwingPartitions> owing;
  private final Duration reclaimAfter;
  private final FeedReport report;
  private final InstantSource clock;
  private final SteadyTime time;

  /// By consumer, for what one has lost may be another's of this process before the first learns of
  /// the loss. A consumer that is no more takes its own with it.
  private final Map<Consumer<?, ?>, Reading> readings =
      Collections.synchronizedMap(new WeakHashMap<>());

  /// When a partition that is not held may be claimed again, by steady time.
  private final Map<Integer, Instant> notBefore = new ConcurrentHashMap<>();

  /// @param owing of a consumer that owes nothing yet
  PartitionClaims(
      String topic,
      String owner,
      PartitionStore partitions,
      Ownership ownership,
      Supplier<OwingPartitions> owing,
      Duration reclaimAfter,
      FeedReport report,
      InstantSource clock,
      SteadyTime time) {
    this.topic = topic;
    this.owner = owner;
    this.partitions = partitions;
    this.ownership = ownership;
    this.owing = owing;
    this.reclaimAfter = reclaimAfter;
    this.report = report;
    this.clock = clock;
    this.time = time;
  }

  private Reading reading(Consumer<?, ?> consumer) {
    return readings.computeIfAbsent(consumer, _ -> new Reading(owing.get()));
  }

  void assigned(Consumer<?, ?> consumer, Collection<TopicPartition> assigned) {
    for (TopicPartition partition : assigned) {
      try {
        claim(consumer, partition);
      } catch (DataAccessException | TransactionException e) {
        // Claimed with the next messages, or while there are none.
        report.unclaimed(partition.partition(), e);
        consumer.seekToBeginning(List.of(partition));
        reading(consumer).done(partition.partition());
      }
    }
  }

  void left(Consumer<?, ?> consumer, Collection<TopicPartition> left) {
    left.forEach(partition -> ownership.forget(partition.partition(), consumer));
    reading(consumer).owing().removeAll(left);
  }

  /// A poll is given, perhaps not for the first time.
  void begin(Consumer<?, ?> consumer, List<?> messages) {
    reading(consumer).begin(messages);
  }

  /// Claims what Kafka has assigned and this process does not hold, and sends what is owed. A
  /// partition that is claimed now is read from where PostgreSQL says.
  void keepUp(Consumer<?, ?> consumer) {
    for (TopicPartition partition : consumer.assignment()) {
      if (!isHeld(consumer, partition)
          && mayClaim(partition.partition())
          && isAssigned(consumer, partition)) {
        claim(consumer, partition);
      }
    }
    OwingPartitions own = reading(consumer).owing();
    own.all().stream().filter(partition -> !isHeld(consumer, partition)).forEach(own::closed);
    own.settle();
  }

  private boolean isHeld(Consumer<?, ?> consumer, TopicPartition partition) {
    return ownership.epoch(partition.partition(), consumer).isPresent();
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
    reading(consumer).owing().claimed(partition);
    ownership.hold(number, claim.epoch(), consumer);
    notBefore.remove(number);
    report.claimed(claim);
    if (claim.nextOffset().isPresent()) {
      consumer.seek(partition, claim.nextOffset().getAsLong());
    } else {
      consumer.seekToBeginning(List.of(partition));
    }
    reading(consumer).done(number);
  }

  /// What the poll at hand brought of a partition is stored.
  void stored(Consumer<?, ?> consumer, int partition) {
    reading(consumer).done(partition);
  }

  /// Whether nothing more of the poll at hand is to be stored: it is stored, or it comes again from
  /// where the partition's position was set after the poll had come.
  boolean isDone(Consumer<?, ?> consumer, int partition) {
    return reading(consumer).isDone(partition);
  }

  boolean isOwing(Consumer<?, ?> consumer, int partition) {
    return reading(consumer).owing().contains(new TopicPartition(topic, partition));
  }

  /// Leaves a partition that owes letters alone until they are sent.
  ///
  /// @param offset where it is read from then
  void holdBack(Consumer<?, ?> consumer, int partition, long offset) {
    reading(consumer).owing().holdBack(new TopicPartition(topic, partition), offset, consumer);
    reading(consumer).done(partition);
  }

  /// Sends the letters that are owed since the poll was stored: what is not sent here is sent
  /// before the next messages of its partition are read.
  void deliver(Consumer<?, ?> consumer, PollLetters letters) {
    reading(consumer).owing().deliver(letters);
  }

  /// The last act of a call that succeeded: partitions that were held back and owe nothing any more
  /// are read on.
  void goOn(Consumer<?, ?> consumer) {
    reading(consumer).owing().goOn(consumer);
  }

  OptionalLong epoch(Consumer<?, ?> consumer, int partition) {
    return ownership.epoch(partition, consumer);
  }

  void fence(Consumer<?, ?> consumer, int partition) {
    ownership.fence(partition, consumer, clock.instant());
    reading(consumer).owing().closed(new TopicPartition(topic, partition));
    notBefore.put(partition, time.instant().plus(reclaimAfter));
    report.fenced(partition);
  }

  /// Partitions of this process with letters that Kafka has not taken yet.
  Set<Integer> owing() {
    var all = new TreeSet<Integer>();
    readings.forEach((consumer, reading) ->
        reading.owing().all().stream()
            .filter(partition -> isHeld(consumer, partition))
            .forEach(partition -> all.add(partition.partition())));
    return all;
  }
}
