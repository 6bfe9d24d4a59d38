package dev.tradewitness.vpin.feed;

import dev.tradewitness.kit.kafka.OwingPartitions;
import dev.tradewitness.vpin.state.FencedException;
import dev.tradewitness.vpin.vitals.Vitals;
import dev.tradewitness.vpin.vitals.Vitals.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.kafka.support.Acknowledgment;

/// One consumer's way from poll to commit: every message once into the engines, then state, metrics
/// and offsets in one transaction, then refused messages to the dead letters.
///
/// Offsets are kept in PostgreSQL; a partition is claimed there when Kafka assigns it, and read
/// from where the stored state stands. When anything fails, everything in memory is dropped, and
/// the partitions are claimed again and read on from what is stored; until that works the container
/// keeps the consumer paused, in the group, and tries again with growing waits. A dead letter that
/// Kafka does not take is no such failure: its partition waits, and the others are read on.
final class TradeListener
    implements BatchMessageListener<byte[], byte[]>, ConsumerAwareRebalanceListener {

  /// For a dead letter that is tried again; the consumer's other partitions wait as long.
  private static final Duration LETTER_WAIT = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(TradeListener.class);

  private final String condition;
  private final FeedShared shared;
  private final MessageReader reader;
  private final PairBook book;
  private final OwingPartitions owing;
  private final Assignment assignment;
  private final WaitingPartitions waiting;
  private final ConsumerPositions positions;
  private final PollCommitter committer;
  private final Vitals vitals;

  /// @param condition the part that health names when this consumer fails; no other consumer's
  TradeListener(String condition, TradeDecoder decoder, PairBook book, FeedShared shared) {
    this.condition = condition;
    this.reader = new MessageReader(decoder, book, shared.clock());
    this.book = book;
    this.shared = shared;
    this.owing = new OwingPartitions(shared.owedLetters(), shared.time(), LETTER_WAIT);
    this.assignment = new Assignment(book, owing, shared);
    this.waiting = new WaitingPartitions(shared.topic(), shared.time());
    this.positions = new ConsumerPositions(book, shared);
    this.committer = new PollCommitter(book, owing, shared);
    this.vitals = shared.vitals();
  }

  @Override
  public boolean wantsPollResult() {
    return true;
  }

  @Override
  public void onMessage(List<ConsumerRecord<byte[], byte[]>> messages) {
    throw new IllegalStateException("this listener takes whole polls");
  }

  @Override
  public void onMessage(
      ConsumerRecords<byte[], byte[]> poll,
      @Nullable Acknowledgment acknowledgment,
      Consumer<byte[], byte[]> consumer) {
    attempt(
        consumer,
        () -> {
          // What came before this question is of the topic in its answer, or of a former one.
          TopicWatch.Look topicNow = shared.topicWatch().begin();
          positions.show(poll, reader, consumer);
          var claimed = new HashSet<>(claim(consumer));
          claimed.addAll(claimWhereOffsetsWentBack(poll, consumer));
          read(poll, claimed, topicNow, consumer);
        });
  }

  /// Called on the consumer's thread while no messages come: claims what could not be claimed, and
  /// passes over what Kafka does not deliver, as messages of aborted transactions.
  void idle(Consumer<?, ?> consumer) {
    try {
      attempt(
          consumer,
          () -> {
            claim(consumer);
            positions.passOver(consumer);
            // Nothing is behind what was passed.
            long now = shared.clock().millis();
            book.partitions().forEach(owned -> owned.newest(now));
            committer.commit(shared.deadLetters().poll(List.of()));
          });
    } catch (RuntimeException e) {
      log.atWarn().setCause(e).log("idle consumer failed, trying again");
    }
  }

  private void attempt(Consumer<?, ?> consumer, Runnable work) {
    try {
      assignment.leaveFencedAlone(consumer);
      work.run();
      showStanding();
      goOn(consumer);
    } catch (FencedException e) {
      assignment.fence();
      vitals.failing(condition, Severity.UNHEALTHY, "another process claimed partitions: " + e);
      throw e;
    } catch (RuntimeException e) {
      assignment.drop();
      vitals.processingFailed();
      vitals.failing(condition, Severity.DEGRADED, "poll failed, trying again: " + e);
      throw e;
    }
  }

  /// Nothing that was paused goes on before all is done. Between an attempt that failed and the
  /// next one the container polls, and drops what comes: only what is paused loses no message.
  private void goOn(Consumer<?, ?> consumer) {
    waiting.resume(consumer);
    assignment.resumeReclaimed(consumer);
    owing.goOn(consumer);
  }

  private void showStanding() {
    if (!assignment.fenced().isEmpty()) {
      vitals.failing(
          condition,
          Severity.UNHEALTHY,
          "another process claimed partitions " + assignment.fenced());
    } else if (!owing.all().isEmpty()) {
      vitals.failing(
          condition,
          Severity.DEGRADED,
          "partitions wait until Kafka takes their dead letters: " + owing.all());
    } else {
      vitals.well(condition);
    }
  }

  private Set<TopicPartition> claim(Consumer<?, ?> consumer) {
    if (assignment.isOfFormerTopic()) {
      assignment.drop();
    }
    Set<TopicPartition> claimed = assignment.claimAssigned(consumer);
    owing.settle();
    return claimed;
  }

  /// @param claimed partitions that were just claimed: Kafka gives their messages again, from the
  ///   stored offset
  private void read(
      ConsumerRecords<byte[], byte[]> poll,
      Set<TopicPartition> claimed,
      TopicWatch.Look topicNow,
      Consumer<?, ?> consumer) {
    long arrived = System.nanoTime();
    book.begin(shared.time().millis());
    var tally = new PollTally(shared.deadLetters().poll(List.of()));
    var read = new ArrayList<OwnedPartition>();
    for (TopicPartition partition : waiting.first(poll.partitions())) {
      OwnedPartition owned = book.partition(partition.partition());
      List<ConsumerRecord<byte[], byte[]>> messages = poll.records(partition);
      // What is not owned is not this consumer's any more.
      if (owned == null
          || claimed.contains(partition)
          || positions.isStale(messages.getLast(), consumer)) {
        continue;
      }
      if (owing.contains(partition)) {
        holdBack(owned, partition, consumer);
      } else {
        shared.deadLetters().forgetBelow(partition, messages.getFirst().offset());
        reader.read(messages, owned, tally);
        read.add(owned);
        waiting.read(owned, messages.getLast().offset(), consumer);
      }
    }
    positions.passOver(consumer);
    long decided = System.nanoTime();
    if (!read.isEmpty()) {
      assignment.requireTopic(read, topicNow.answer());
    }
    int metrics = committer.commit(tally.letters());
    tally.show(vitals, metrics, decided - arrived, System.nanoTime() - arrived);
    committer.deliver(tally.letters());
  }

  /// Its letters come first. Whether its next message waits for a pair is asked after them.
  private void holdBack(OwnedPartition owned, TopicPartition partition, Consumer<?, ?> consumer) {
    owing.holdBack(partition, owned.position(), consumer);
    waiting.removeAll(List.of(partition));
  }

  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    assignment.assigned(partitions);
    claimOrWait(consumer);
  }

  /// Kafka no longer has what is at the position of these partitions.
  void offsetsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    assignment.leaveFencedAlone(consumer);
    assignment.dropForPositionsOf(partitions);
    claimOrWait(consumer);
  }

  private void claimOrWait(Consumer<?, ?> consumer) {
    try {
      assignment.claimAssigned(consumer);
    } catch (RuntimeException e) {
      // Tried again with the next messages, or while there are none.
      vitals.failing(condition, Severity.DEGRADED, "partitions not claimed, trying again: " + e);
      log.atWarn().addKeyValue("partitions", assignment.unclaimed()).setCause(e).log("not claimed");
      consumer.seekToBeginning(assignment.unclaimed());
    }
  }

  @Override
  public void onPartitionsRevokedBeforeCommit(
      Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    leave(partitions);
  }

  @Override
  public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    leave(partitions);
  }

  private void leave(Collection<TopicPartition> partitions) {
    assignment.left(partitions);
    waiting.removeAll(partitions);
  }

  /// Messages below the position were redelivered, or the topic was made anew under the running
  /// consumer; the stored offset and Kafka's range tell which.
  private Set<TopicPartition> claimWhereOffsetsWentBack(
      ConsumerRecords<byte[], byte[]> poll, Consumer<?, ?> consumer) {
    var back = new HashSet<TopicPartition>();
    for (TopicPartition partition : poll.partitions()) {
      OwnedPartition owned = book.partition(partition.partition());
      long first = poll.records(partition).getFirst().offset();
      if (owned != null && first < owned.position()) {
        log.atInfo()
            .addKeyValue("partition", partition)
            .addKeyValue("offset", first)
            .addKeyValue("position", owned.position())
            .log("messages below the position");
        back.add(partition);
      }
    }
    assignment.claim(back, consumer);
    return back;
  }
}
