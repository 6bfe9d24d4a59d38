package dev.tradewitness.anchor.feed;

import dev.tradewitness.anchor.feed.PollIntake.Brought;
import dev.tradewitness.anchor.feed.PollIntake.Stored;
import dev.tradewitness.anchor.log.Arrival;
import dev.tradewitness.anchor.log.Arrivals;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.kit.kafka.DeadLetters;
import dev.tradewitness.kit.kafka.OwedLetters;
import dev.tradewitness.kit.kafka.PollLetters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.kafka.listener.BatchConsumerAwareMessageListener;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.transaction.TransactionException;

/// Takes polls from Kafka and hands them on, translated. It stores only for partitions that it
/// holds, and goes on where PostgreSQL says, not where Kafka's group does. Several consumers may
/// share it.
final class EventFeed
    implements BatchConsumerAwareMessageListener<byte[], byte[]>, ConsumerAwareRebalanceListener {

  private final String topic;
  private final int partitions;
  private final PartitionClaims claims;
  private final SealCheck.Signatures signedByCapture;
  private final PollIntake intake;
  private final DeadLetters deadLetters;
  private final OwedLetters owedLetters;
  private final FeedReport report;

  /// @param partitions of the topic
  EventFeed(
      String topic,
      int partitions,
      PartitionClaims claims,
      SealCheck.Signatures signedByCapture,
      PollIntake intake,
      DeadLetters deadLetters,
      OwedLetters owedLetters,
      FeedReport report) {
    this.topic = topic;
    this.partitions = partitions;
    this.claims = claims;
    this.signedByCapture = signedByCapture;
    this.intake = intake;
    this.deadLetters = deadLetters;
    this.owedLetters = owedLetters;
    this.report = report;
  }

  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> assigned) {
    claims.assigned(consumer, assigned);
  }

  @Override
  public void onPartitionsRevokedAfterCommit(
      Consumer<?, ?> consumer, Collection<TopicPartition> revoked) {
    claims.left(consumer, revoked);
  }

  @Override
  public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> lost) {
    claims.left(consumer, lost);
  }

  /// Called on the consumer's thread while no messages come.
  void idle(Consumer<?, ?> consumer) {
    try {
      claims.keepUp(consumer);
      claims.goOn(consumer);
    } catch (DataAccessException | TransactionException e) {
      report.notKeptUp(e);
    }
  }

  /// Messages of one partition in a poll.
  private record Part(int partition, long epoch, List<ConsumerRecord<byte[], byte[]>> messages) {}

  /// Messages that come again are stored as repeats, and only their missing letters are sent. A
  /// partition that owes letters is left out, and holds up no other.
  @Override
  public void onMessage(
      List<ConsumerRecord<byte[], byte[]>> messages, @Nullable Consumer<?, ?> given) {
    Consumer<?, ?> consumer = Objects.requireNonNull(given, "a consumer-aware listener gets one");
    claims.begin(consumer, messages);
    claims.keepUp(consumer);
    List<Part> parts = readable(messages, consumer);
    if (!parts.isEmpty()) {
      take(parts, consumer);
    }
    claims.goOn(consumer);
  }

  private void take(List<Part> parts, Consumer<?, ?> consumer) {
    var poll =
        new Poll(deadLetters.poll(parts.stream().flatMap(part -> part.messages.stream()).toList()));
    parts.forEach(part -> read(part, poll));
    store(poll).forEach(lost -> claims.fence(consumer, lost));
    parts.forEach(part -> claims.stored(consumer, part.partition));
    claims.deliver(consumer, poll.letters);
  }

  /// What this process holds and may read on.
  private List<Part> readable(
      List<ConsumerRecord<byte[], byte[]>> messages, Consumer<?, ?> consumer) {
    var byPartition = new TreeMap<Integer, List<ConsumerRecord<byte[], byte[]>>>();
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      byPartition.computeIfAbsent(message.partition(), p -> new ArrayList<>()).add(message);
    }
    var parts = new ArrayList<Part>();
    byPartition.forEach((partition, own) -> {
      OptionalLong epoch = claims.epoch(consumer, partition);
      if (epoch.isEmpty() || claims.isDone(consumer, partition)) {
        report.passedOver(own.size());
      } else if (claims.isOwing(consumer, partition)) {
        claims.holdBack(consumer, partition, own.getFirst().offset());
      } else {
        parts.add(new Part(partition, epoch.getAsLong(), own));
      }
    });
    return parts;
  }

  /// What is read of one poll.
  private static final class Poll {

    private final PollLetters letters;
    private final List<Brought> brought = new ArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> messages = new ArrayList<>();

    /// What is told of messages that cannot be used, once the poll is stored: one that is not comes
    /// again.
    private final Map<ConsumerRecord<byte[], byte[]>, Runnable> reports = new LinkedHashMap<>();

    private Poll(PollLetters letters) {
      this.letters = letters;
    }

    private void refuse(ConsumerRecord<byte[], byte[]> message, String reason, Runnable told) {
      letters.add(message, reason, null);
      reports.put(message, told);
    }
  }

  /// Gives the partitions that were lost.
  private Set<Integer> store(Poll poll) {
    Stored stored =
        intake.store(
            topic,
            poll.brought,
            now -> {
              poll.letters.drop(now.lost());
              now.arrivals().forEach(arrival -> refuseConflicts(arrival, poll, now.lost()));
              owedLetters.owe(poll.letters);
            });
    stored.arrivals().forEach(report::arrived);
    poll.reports.forEach((message, told) -> {
      if (!stored.lost().contains(message.partition())) {
        told.run();
      }
    });
    return stored.lost();
  }

  private void read(Part part, Poll poll) {
    var events = new HashMap<PolicyId, List<EventMessage.Event>>();
    var malformed = new HashMap<PolicyId, String>();
    for (ConsumerRecord<byte[], byte[]> message : part.messages) {
      switch (EventMessage.of(message, partitions)) {
        case EventMessage.Event event ->
            events.computeIfAbsent(event.policyId(), p -> new ArrayList<>()).add(event);
        case EventMessage.Malformed event -> {
          poll.refuse(
              message,
              "MALFORMED_HEADERS",
              () -> report.malformed(event.policyId(), event.reason()));
          malformed.putIfAbsent(
              event.policyId(),
              "offset %d of partition %d: %s"
                  .formatted(message.offset(), part.partition, event.reason()));
        }
        case EventMessage.Stray stray ->
            poll.refuse(
                message,
                stray.letter(),
                () -> report.stray(part.partition, message.offset(), stray.reason()));
        case EventMessage.Misplaced misplaced ->
            poll.refuse(
                message,
                "WRONG_PARTITION",
                () -> report.misplaced(misplaced, part.partition, message.offset()));
      }
    }
    var seals = new SealCheck(signedByCapture);
    Map<PolicyId, Arrivals> arrivals = new HashMap<>();
    events.forEach((policyId, own) -> arrivals.put(policyId, arrivals(own, seals)));
    poll.messages.addAll(part.messages);
    poll.brought.add(
        new Brought(
            part.partition, part.epoch, part.messages.getLast().offset() + 1, arrivals, malformed));
  }

  private static Arrivals arrivals(List<EventMessage.Event> events, SealCheck seals) {
    return new Arrivals(
        events.stream().map(EventMessage.Event::leaf).toList(),
        events.stream().map(EventMessage.Event::tier).toList(),
        index -> seals.holds(events.get(index)));
  }

  private void refuseConflicts(Arrival arrival, Poll poll, Set<Integer> lost) {
    if (arrival instanceof Arrival.Conflict conflict) {
      poll.messages.stream()
          .filter(message -> !lost.contains(message.partition()) && isOf(message, conflict))
          .forEach(message -> poll.letters.add(message, "CONFLICTING_HASH", null));
    }
  }

  private boolean isOf(ConsumerRecord<byte[], byte[]> message, Arrival.Conflict conflict) {
    return EventMessage.of(message, partitions) instanceof EventMessage.Event event
        && event.policyId().equals(conflict.head().policyId())
        && event.leaf().equals(conflict.received());
  }
}
