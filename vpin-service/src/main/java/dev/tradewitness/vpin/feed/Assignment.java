package dev.tradewitness.vpin.feed;

import dev.tradewitness.vpin.state.FencedException;
import dev.tradewitness.vpin.state.PartitionClaim;
import dev.tradewitness.vpin.vitals.Progress;
import dev.tradewitness.vpin.vitals.Progress.Standing;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The partitions that Kafka assigns to one consumer: each is claimed in PostgreSQL, and read from
/// where the stored state stands. Only the consumer's thread uses it.
final class Assignment {

  private static final Logger log = LoggerFactory.getLogger(Assignment.class);

  private final PairBook book;
  private final FeedShared shared;
  private final Progress progress;

  /// Assigned by Kafka, but not yet claimed.
  private final Set<TopicPartition> unclaimed = new HashSet<>();

  /// Claimed by another process while Kafka still assigns them to this one: left alone until Kafka
  /// assigns them anew.
  private final Set<TopicPartition> fenced = new HashSet<>();

  /// The topic that the position of a claimed partition belongs to.
  private final Map<Integer, UUID> topicIds = new HashMap<>();

  Assignment(PairBook book, FeedShared shared) {
    this.book = book;
    this.shared = shared;
    this.progress = shared.vitals().progress();
  }

  void assigned(Collection<TopicPartition> partitions) {
    progress.assigned(partitions.stream().map(TopicPartition::partition).toList());
    unclaimed.addAll(partitions);
    fenced.removeAll(partitions);
  }

  void left(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      unclaimed.remove(partition);
      fenced.remove(partition);
      close(partition);
      progress.revoked(partition.partition());
    }
  }

  Set<TopicPartition> unclaimed() {
    return Set.copyOf(unclaimed);
  }

  boolean isFenced() {
    return !fenced.isEmpty();
  }

  /// Leaves alone what another process has claimed, and everything else with it.
  void fence() {
    drop(fenced, Standing.FENCED);
    unclaimed.forEach(partition -> progress.stands(partition.partition(), Standing.FENCED));
  }

  /// Forgets everything that is not committed; the partitions are to be claimed again.
  void drop() {
    drop(unclaimed, Standing.WAITING);
  }

  private void drop(Set<TopicPartition> into, Standing standing) {
    List<TopicPartition> dropped =
        book.partitions().stream()
            .map(owned -> new TopicPartition(shared.topic(), owned.number()))
            .toList();
    for (TopicPartition partition : dropped) {
      close(partition);
      progress.stands(partition.partition(), standing);
      into.add(partition);
    }
  }

  /// Positions of these no longer hold; everything is claimed again.
  void dropForPositionsOf(Collection<TopicPartition> partitions) {
    drop();
    unclaimed.addAll(partitions);
  }

  private void close(TopicPartition partition) {
    book.close(partition.partition());
    topicIds.remove(partition.partition());
    shared.outlet().closed(partition.partition());
  }

  /// Whether the topic was deleted and made anew since a partition was claimed: its position means
  /// nothing in the new topic.
  boolean isOfFormerTopic() {
    UUID now = shared.topicWatch().topicId();
    return now != null && topicIds.values().stream().anyMatch(claimed -> !claimed.equals(now));
  }

  /// Claims what is assigned and not claimed, and sets the consumer to where reading goes on.
  ///
  /// @return the partitions claimed now; what was fetched of them before must not be read
  Set<TopicPartition> claimAssigned(Consumer<?, ?> consumer) {
    var claimed = Set.copyOf(unclaimed);
    claim(claimed, consumer);
    return claimed;
  }

  /// Claims partitions although they are owned.
  void claim(Set<TopicPartition> partitions, Consumer<?, ?> consumer) {
    if (partitions.isEmpty()) {
      return;
    }
    shared
        .ranges()
        .of(consumer, partitions)
        .forEach((partition, range) -> {
          claim(partition, range, consumer);
          unclaimed.remove(partition);
        });
  }

  private void claim(TopicPartition partition, StartOffset.Range range, Consumer<?, ?> consumer) {
    PartitionClaim claim = shared.store().claim(partition.partition(), shared.owner());
    StartOffset start = StartOffset.of(claim.nextOffset(), claim.topicId(), range);
    if (start.reason() != StartOffset.Reason.STORED || claim.topicId() == null) {
      shared.store().moveTo(claim, start.offset(), range.topicId());
    }
    if (start.reason() == StartOffset.Reason.MESSAGES_EXPIRED && claim.nextOffset() != null) {
      shared.vitals().expired(start.offset() - claim.nextOffset());
    }
    shared.owedLetters().settle(partition);
    OwnedPartition owned =
        book.open(
            claim,
            start.offset(),
            shared.store().pairs(partition.partition(), shared.bounds().perPartitionMax()));
    owned.newest(shared.clock().millis());
    topicIds.put(partition.partition(), range.topicId());
    shared.outlet().opened(partition.partition());
    consumer.seek(partition, start.offset());
    progress.claimed(
        owned.number(),
        owned.ownerEpoch(),
        owned.position(),
        Math.max(range.end(), start.offset()));
    progress.stored(owned.number(), owned.pairs(), owned.nextMetric());
    (start.isAsExpected() ? log.atInfo() : log.atWarn())
        .addKeyValue("partition", partition)
        .addKeyValue("ownerEpoch", claim.ownerEpoch())
        .addKeyValue("offset", start.offset())
        .addKeyValue("stored", claim.nextOffset())
        .addKeyValue("reason", start.reason())
        .addKeyValue("pairs", owned.pairs())
        .log(message(start.reason()));
  }

  private static String message(StartOffset.Reason reason) {
    return switch (reason) {
      case FIRST_READING, STORED -> "partition claimed";
      case TOPIC_WIPED -> "topic was wiped; state kept, reading from the topic's start";
      case TAIL_LOST -> "Kafka lost the topic's newest messages; state kept, reading from its end";
      case MESSAGES_EXPIRED ->
          "messages expired before they were read; state kept, reading on after the gap";
    };
  }

  void requireNotFenced() {
    if (isFenced()) {
      throw new FencedException("partitions %s belong to another process".formatted(fenced));
    }
  }
}
