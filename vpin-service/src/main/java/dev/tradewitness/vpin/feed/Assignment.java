package dev.tradewitness.vpin.feed;

import dev.tradewitness.kit.kafka.OwingPartitions;
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
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/// The partitions that Kafka assigns to one consumer: each is claimed in PostgreSQL, and read from
/// where the stored state stands. Only the consumer's thread uses it.
final class Assignment {

  private static final Logger log = LoggerFactory.getLogger(Assignment.class);

  private final PairBook book;
  private final OwingPartitions owing;
  private final FeedShared shared;
  private final Progress progress;

  /// Assigned by Kafka, but not yet claimed.
  private final Set<TopicPartition> unclaimed = new HashSet<>();

  /// Claimed by another process while Kafka still assigns them to this one; paused.
  private final FencedPartitions fenced;

  /// No longer left to another process, and still paused.
  private final Set<TopicPartition> reclaimed = new HashSet<>();

  /// The topic that the position of a claimed partition belongs to.
  private final Map<Integer, UUID> topicIds = new HashMap<>();

  Assignment(PairBook book, OwingPartitions owing, FeedShared shared) {
    this.book = book;
    this.owing = owing;
    this.shared = shared;
    this.progress = shared.vitals().progress();
    this.fenced = new FencedPartitions(progress, shared.time(), shared.reclaimAfter());
  }

  void assigned(Collection<TopicPartition> partitions) {
    progress.assigned(partitions.stream().map(TopicPartition::partition).toList());
    unclaimed.addAll(partitions);
    fenced.removeAll(partitions);
  }

  void left(Collection<TopicPartition> partitions) {
    fenced.removeAll(partitions);
    partitions.forEach(reclaimed::remove);
    owing.removeAll(partitions);
    for (TopicPartition partition : partitions) {
      unclaimed.remove(partition);
      close(partition);
      progress.revoked(partition.partition());
    }
  }

  Set<TopicPartition> unclaimed() {
    return Set.copyOf(unclaimed);
  }

  /// Those that another process has claimed although Kafka assigns them to this consumer.
  Set<TopicPartition> fenced() {
    return fenced.all();
  }

  /// Forgets everything that is not committed. What another process has claimed is left to it; the
  /// other partitions are to be claimed again.
  void fence() {
    Map<Integer, Long> epochs = ownerEpochs();
    for (OwnedPartition owned : List.copyOf(book.partitions())) {
      Long epoch = epochs.get(owned.number());
      drop(owned, epoch == null || epoch != owned.ownerEpoch());
    }
  }

  /// Empty when the database does not say: then everything counts as another process's, for a claim
  /// would take it away from that one.
  private Map<Integer, Long> ownerEpochs() {
    try {
      return shared.store().ownerEpochs();
    } catch (DataAccessException e) {
      log.atWarn().setCause(e).log("owners of the partitions not known");
      return Map.of();
    }
  }

  /// Forgets everything that is not committed; the partitions are to be claimed again.
  void drop() {
    List.copyOf(book.partitions()).forEach(owned -> drop(owned, false));
  }

  private void drop(OwnedPartition owned, boolean lost) {
    var partition = new TopicPartition(shared.topic(), owned.number());
    close(partition);
    progress.stands(owned.number(), lost ? Standing.FENCED : Standing.WAITING);
    if (lost) {
      fenced.add(partition);
      reclaimed.remove(partition);
      owing.removeAll(List.of(partition));
    } else {
      unclaimed.add(partition);
    }
  }

  /// Pauses what belongs to another process, whoever resumed it.
  void leaveFencedAlone(Consumer<?, ?> consumer) {
    if (!fenced.isEmpty()) {
      consumer.pause(consumer.assignment().stream().filter(fenced.all()::contains).toList());
    }
  }

  /// Claims again what another process has claimed and does not read.
  private void reclaimAbandoned() {
    List<TopicPartition> abandoned = fenced.takeAbandoned();
    if (!abandoned.isEmpty()) {
      log.atWarn()
          .addKeyValue("partitions", abandoned)
          .log("claimed by another process that does not read them; claiming them again");
      unclaimed.addAll(abandoned);
      abandoned.forEach(one -> progress.stands(one.partition(), Standing.WAITING));
      reclaimed.addAll(abandoned);
    }
  }

  /// Lets those go on that were claimed again, once nothing can fail any more.
  void resumeReclaimed(Consumer<?, ?> consumer) {
    if (!reclaimed.isEmpty()) {
      consumer.resume(consumer.assignment().stream().filter(reclaimed::contains).toList());
      reclaimed.clear();
    }
  }

  /// Positions of these no longer hold; everything is claimed again that is this process's.
  void dropForPositionsOf(Collection<TopicPartition> partitions) {
    drop();
    unclaimed.addAll(partitions);
    unclaimed.removeAll(fenced.all());
  }

  private void close(TopicPartition partition) {
    book.close(partition.partition());
    owing.closed(partition);
    topicIds.remove(partition.partition());
    shared.outlet().closed(partition.partition());
  }

  /// Whether the topic was deleted and made anew since a partition was claimed: its position means
  /// nothing in the new topic.
  boolean isOfFormerTopic() {
    UUID now = shared.topicWatch().topicId();
    return now != null && topicIds.values().stream().anyMatch(claimed -> !claimed.equals(now));
  }

  /// Partitions have the same names in a topic made anew, and a consumer may go on in it at the
  /// offset where it stood in the former one.
  ///
  /// @param read claimed partitions that messages were read from
  /// @param now id of the topic, asked for after the messages had come
  /// @throws KafkaException when messages of one topic were read at a position in another
  void requireTopic(Collection<OwnedPartition> read, UUID now) {
    for (OwnedPartition owned : read) {
      if (!now.equals(topicIds.get(owned.number()))) {
        throw new KafkaException(
            "topic %s was made anew; partition %d is claimed again"
                .formatted(shared.topic(), owned.number()));
      }
    }
  }

  /// Claims what is assigned and not claimed, and sets the consumer to where reading goes on.
  ///
  /// @return the partitions claimed now; what was fetched of them before must not be read
  Set<TopicPartition> claimAssigned(Consumer<?, ?> consumer) {
    reclaimAbandoned();
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
    owing.claimed(partition);
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
}
