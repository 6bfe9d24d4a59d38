package dev.tradewitness.anchor.feed;

import dev.tradewitness.anchor.capture.EventKeys;
import dev.tradewitness.anchor.feed.PartitionStore.Claim;
import dev.tradewitness.anchor.feed.PollIntake.Brought;
import dev.tradewitness.anchor.feed.PollIntake.Stored;
import dev.tradewitness.anchor.log.Arrival;
import dev.tradewitness.anchor.log.Arrivals;
import dev.tradewitness.anchor.log.Leaf;
import dev.tradewitness.anchor.log.Tier;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.wire.SignatureHeaders;
import dev.tradewitness.kit.kafka.DeadLetters;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.kafka.listener.BatchConsumerAwareMessageListener;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.transaction.TransactionException;

/// Takes polls from Kafka and hands them on, translated. It claims a partition before it writes for
/// it, and goes on where PostgreSQL says, not where Kafka's group does.
final class EventFeed
    implements BatchConsumerAwareMessageListener<byte[], byte[]>, ConsumerAwareRebalanceListener {

  private static final long DEAD_LETTER_SECONDS = 30;

  private final String topic;
  private final String owner;
  private final PartitionStore partitions;
  private final Ownership ownership;
  private final EventKeys keys;
  private final PollIntake intake;
  private final DeadLetters deadLetters;
  private final FeedReport report;
  private final InstantSource clock;

  EventFeed(
      String topic,
      String owner,
      PartitionStore partitions,
      Ownership ownership,
      EventKeys keys,
      PollIntake intake,
      DeadLetters deadLetters,
      FeedReport report,
      InstantSource clock) {
    this.topic = topic;
    this.owner = owner;
    this.partitions = partitions;
    this.ownership = ownership;
    this.keys = keys;
    this.intake = intake;
    this.deadLetters = deadLetters;
    this.report = report;
    this.clock = clock;
  }

  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> assigned) {
    for (TopicPartition partition : assigned) {
      ownership.forget(partition.partition());
      try {
        goOn(consumer, partition, claim(partition.partition()));
      } catch (DataAccessException | TransactionException e) {
        // Without the database nothing can be claimed: the first message will try again.
        report.unclaimed(partition.partition(), e);
        consumer.seekToBeginning(List.of(partition));
      }
    }
  }

  @Override
  public void onPartitionsRevokedAfterCommit(
      Consumer<?, ?> consumer, Collection<TopicPartition> revoked) {
    revoked.forEach(partition -> ownership.forget(partition.partition()));
  }

  @Override
  public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> lost) {
    lost.forEach(partition -> ownership.forget(partition.partition()));
  }

  private Claim claim(int partition) {
    Claim claim = partitions.claim(topic, partition, owner, clock.instant());
    ownership.hold(partition, claim.epoch());
    report.claimed(claim);
    return claim;
  }

  private static void goOn(Consumer<?, ?> consumer, TopicPartition partition, Claim claim) {
    if (claim.nextOffset().isPresent()) {
      consumer.seek(partition, claim.nextOffset().getAsLong());
    } else {
      consumer.seekToBeginning(List.of(partition));
    }
  }

  @Override
  public void onMessage(
      List<ConsumerRecord<byte[], byte[]>> messages, @Nullable Consumer<?, ?> given) {
    Consumer<?, ?> consumer = Objects.requireNonNull(given, "a consumer-aware listener gets one");
    var byPartition = new TreeMap<Integer, List<ConsumerRecord<byte[], byte[]>>>();
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      byPartition.computeIfAbsent(message.partition(), p -> new ArrayList<>()).add(message);
    }
    var brought = new ArrayList<Brought>();
    byPartition.forEach((partition, own) -> {
      OptionalLong epoch = epochFor(consumer, partition, own.getFirst().offset());
      if (epoch.isPresent()) {
        brought.add(read(partition, epoch.getAsLong(), own));
      }
    });
    if (!brought.isEmpty()) {
      Stored stored = intake.store(topic, brought);
      stored.lost().forEach(ownership::fence);
      stored.lost().forEach(report::fenced);
      stored.arrivals().forEach(arrival -> tell(arrival, messages));
    }
  }

  /// Empty when these messages must not be written: the partition is somebody else's, or it was
  /// only now claimed and reading goes on elsewhere.
  private OptionalLong epochFor(Consumer<?, ?> consumer, int partition, long firstOffset) {
    if (ownership.isFenced(partition)) {
      return OptionalLong.empty();
    }
    OptionalLong held = ownership.epoch(partition);
    if (held.isPresent()) {
      return held;
    }
    Claim claim = claim(partition);
    if (claim.nextOffset().orElse(-1) == firstOffset) {
      return OptionalLong.of(claim.epoch());
    }
    goOn(consumer, new TopicPartition(topic, partition), claim);
    return OptionalLong.empty();
  }

  private Brought read(int partition, long epoch, List<ConsumerRecord<byte[], byte[]>> messages) {
    var leaves = new HashMap<PolicyId, List<Leaf>>();
    var signatures = new HashMap<PolicyId, List<@Nullable SignatureHeaders>>();
    var tiers = new HashMap<PolicyId, String>();
    var malformed = new HashMap<PolicyId, String>();
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      switch (EventMessage.of(message)) {
        case EventMessage.Event event -> {
          leaves.computeIfAbsent(event.policyId(), p -> new ArrayList<>()).add(event.leaf());
          signatures
              .computeIfAbsent(event.policyId(), p -> new ArrayList<>())
              .add(event.signature());
          tiers.merge(event.policyId(), event.tier(), Tier::stricterName);
        }
        case EventMessage.Malformed event -> {
          bury(message, "MALFORMED_HEADERS");
          malformed.putIfAbsent(
              event.policyId(),
              "offset %d of partition %d: %s"
                  .formatted(message.offset(), partition, event.reason()));
          report.malformed(event.policyId(), event.reason());
        }
        case EventMessage.Stray stray -> {
          bury(message, "NO_POLICY_ID");
          report.stray(partition, message.offset(), stray.reason());
        }
      }
    }
    Map<PolicyId, Arrivals> arrivals = new HashMap<>();
    leaves.forEach((policyId, own) -> {
      List<@Nullable SignatureHeaders> signed = signatures.getOrDefault(policyId, List.of());
      arrivals.put(
          policyId,
          new Arrivals(
              tiers.getOrDefault(policyId, ""),
              own,
              index -> keys.verifies(own.get(index).eventHash(), signed.get(index))));
    });
    return new Brought(partition, epoch, messages.getLast().offset() + 1, arrivals, malformed);
  }

  private void tell(Arrival arrival, List<ConsumerRecord<byte[], byte[]>> messages) {
    report.arrived(arrival);
    if (arrival instanceof Arrival.Conflict conflict) {
      messages.stream()
          .filter(message -> isOf(message, conflict))
          .forEach(message -> bury(message, "CONFLICTING_HASH"));
    }
  }

  private static boolean isOf(ConsumerRecord<byte[], byte[]> message, Arrival.Conflict conflict) {
    return EventMessage.of(message) instanceof EventMessage.Event event
        && event.policyId().equals(conflict.head().policyId())
        && event.leaf().equals(conflict.received());
  }

  /// Returns only when the dead letter is in Kafka: nothing is passed over without a trace.
  private void bury(ConsumerRecord<byte[], byte[]> message, String reason) {
    @Nullable Throwable noCause = null;
    try {
      deadLetters.send(message, reason, noCause).get(DEAD_LETTER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("a dead letter could not be sent", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while sending a dead letter", e);
    }
  }
}
