package dev.tradewitness.vpin.feed;

import dev.tradewitness.vpin.feed.PairBook.Page;
import dev.tradewitness.vpin.state.FencedException;
import dev.tradewitness.vpin.state.MetricOutlet;
import dev.tradewitness.vpin.state.PartitionClaim;
import dev.tradewitness.vpin.state.PollCommit;
import dev.tradewitness.vpin.state.StateStore;
import dev.tradewitness.vpin.vitals.Vitals;
import dev.tradewitness.vpin.vitals.Vitals.Severity;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

/// One consumer's way from poll to commit: every message once into the engines, refusals to the
/// dead letters, then state, metrics and offsets in one transaction.
///
/// Offsets are kept in PostgreSQL; a partition is claimed there when Kafka assigns it, and read
/// from where the stored state stands. When anything fails, everything in memory is dropped, and
/// the partitions are claimed again and read on from what is stored; until that works the container
/// keeps the consumer paused, in the group, and tries again with growing waits.
final class TradeListener
    implements BatchMessageListener<byte[], byte[]>, ConsumerAwareRebalanceListener {

  private static final Logger log = LoggerFactory.getLogger(TradeListener.class);
  private static final String FEED = "feed";

  private final String topic;
  private final String owner;
  private final TradeDecoder decoder;
  private final PairBook book;
  private final StateStore store;
  private final RefusedMessages refused;
  private final TopicRanges ranges;
  private final MetricOutlet outlet;
  private final Vitals vitals;

  /// Assigned by Kafka, but not yet claimed.
  private final Set<TopicPartition> unclaimed = new HashSet<>();

  /// Claimed by another process while Kafka still assigns them to this one: left alone until Kafka
  /// assigns them anew.
  private final Set<TopicPartition> fenced = new HashSet<>();

  /// What all consumers of the process share.
  ///
  /// @param owner names the process in claims
  record Surroundings(
      String topic,
      String owner,
      StateStore store,
      TopicRanges ranges,
      MetricOutlet outlet,
      Vitals vitals) {}

  TradeListener(
      TradeDecoder decoder, PairBook book, RefusedMessages refused, Surroundings surroundings) {
    this.topic = surroundings.topic();
    this.owner = surroundings.owner();
    this.decoder = decoder;
    this.book = book;
    this.refused = refused;
    this.store = surroundings.store();
    this.ranges = surroundings.ranges();
    this.outlet = surroundings.outlet();
    this.vitals = surroundings.vitals();
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
    try {
      standStillIfFenced();
      var claimed = new HashSet<>(claimAssigned(consumer));
      claimed.addAll(claimWhereOffsetsWentBack(poll, consumer));
      read(poll, claimed);
      vitals.well(FEED);
    } catch (FencedException e) {
      fenced.addAll(dropAll());
      vitals.failing(FEED, Severity.UNHEALTHY, "another process claimed the partitions: " + e);
      throw e;
    } catch (RuntimeException e) {
      unclaimed.addAll(dropAll());
      vitals.processingFailed();
      vitals.failing(FEED, Severity.DEGRADED, "poll not committed, trying again: " + e);
      throw e;
    }
  }

  private static final class Tally {
    private int consumed;
    private int repeated;
    private int trades;
  }

  /// @param claimed partitions that were just claimed: Kafka gives their messages again, from the
  ///   stored offset
  private void read(ConsumerRecords<byte[], byte[]> poll, Set<TopicPartition> claimed) {
    long arrived = System.nanoTime();
    var tally = new Tally();
    for (TopicPartition partition : poll.partitions()) {
      Page page = book.page(partition.partition());
      // Without a page it is not this consumer's any more.
      if (page != null && !claimed.contains(partition)) {
        read(poll.records(partition), page, tally);
      }
    }
    long decided = System.nanoTime();
    refused.deliver();
    PollCommit pending = book.pending();
    if (!pending.isEmpty()) {
      store.commit(pending);
      book.committed();
      outlet.committed(pending.metrics());
    }
    refused.committed();
    vitals.poll(
        new Vitals.PollVital(
            tally.consumed,
            tally.repeated,
            tally.trades,
            pending.metrics().size(),
            decided - arrived,
            System.nanoTime() - arrived));
    book.pages().forEach(this::show);
  }

  private void read(List<ConsumerRecord<byte[], byte[]>> messages, Page page, Tally tally) {
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      if (message.offset() < page.position()) {
        tally.repeated++;
        continue;
      }
      Refusal refusal =
          switch (decoder.decode(message.value())) {
            case Trade trade -> book.accept(page, trade);
            case Refusal broken -> broken;
          };
      if (refusal == null) {
        tally.trades++;
      } else {
        refused.add(message, refusal);
      }
      tally.consumed++;
      page.passed(message.offset());
    }
  }

  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    unclaimed.addAll(partitions);
    fenced.removeAll(partitions);
    try {
      claimAssigned(consumer);
    } catch (RuntimeException e) {
      // The next poll tries again; from the beginning of the topic there will be one.
      vitals.failing(FEED, Severity.DEGRADED, "partitions not claimed, trying again: " + e);
      log.atWarn().addKeyValue("partitions", unclaimed).setCause(e).log("claim failed");
      consumer.seekToBeginning(unclaimed);
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
    for (TopicPartition partition : partitions) {
      unclaimed.remove(partition);
      fenced.remove(partition);
      refused.forget(partition.partition());
      close(partition.partition());
    }
  }

  /// Forgets everything that is not committed.
  private List<TopicPartition> dropAll() {
    List<TopicPartition> dropped =
        book.pages().stream().map(page -> new TopicPartition(topic, page.partition())).toList();
    dropped.forEach(partition -> close(partition.partition()));
    return dropped;
  }

  private void close(int partition) {
    book.close(partition);
    outlet.closed(partition);
    vitals.partitionGone(partition);
  }

  private void standStillIfFenced() {
    if (!fenced.isEmpty()) {
      throw new FencedException("partitions %s belong to another process".formatted(fenced));
    }
  }

  /// Messages below the position were redelivered, or the topic was made anew under the running
  /// consumer; the stored offset and Kafka's range tell which.
  private Set<TopicPartition> claimWhereOffsetsWentBack(
      ConsumerRecords<byte[], byte[]> poll, Consumer<?, ?> consumer) {
    var back = new HashSet<TopicPartition>();
    for (TopicPartition partition : poll.partitions()) {
      Page page = book.page(partition.partition());
      long first = poll.records(partition).getFirst().offset();
      if (page != null && first < page.position()) {
        log.atInfo()
            .addKeyValue("partition", partition)
            .addKeyValue("offset", first)
            .addKeyValue("position", page.position())
            .log("messages below the position");
        back.add(partition);
      }
    }
    claim(back, consumer);
    return back;
  }

  private Set<TopicPartition> claimAssigned(Consumer<?, ?> consumer) {
    var claimed = Set.copyOf(unclaimed);
    claim(claimed, consumer);
    return claimed;
  }

  private void claim(Set<TopicPartition> partitions, Consumer<?, ?> consumer) {
    if (partitions.isEmpty()) {
      return;
    }
    Map<TopicPartition, StartOffset.Range> kafkas = ranges.of(consumer, partitions);
    kafkas.forEach((partition, range) -> {
      claim(partition, range, consumer);
      unclaimed.remove(partition);
    });
  }

  private void claim(TopicPartition partition, StartOffset.Range range, Consumer<?, ?> consumer) {
    PartitionClaim claim = store.claim(partition.partition(), owner);
    StartOffset start = StartOffset.of(claim.nextOffset(), claim.topicId(), range);
    if (start.reason() != StartOffset.Reason.STORED || claim.topicId() == null) {
      store.moveTo(claim, start.offset(), range.topicId());
    }
    Page page = book.open(claim, start.offset(), store.pairs(partition.partition()));
    outlet.opened(partition.partition());
    consumer.seek(partition, start.offset());
    show(page);
    (start.isAsExpected() ? log.atInfo() : log.atWarn())
        .addKeyValue("partition", partition)
        .addKeyValue("ownerEpoch", claim.ownerEpoch())
        .addKeyValue("offset", start.offset())
        .addKeyValue("stored", claim.nextOffset())
        .addKeyValue("reason", start.reason())
        .addKeyValue("pairs", page.pairs())
        .log(told(start.reason()));
  }

  private static String told(StartOffset.Reason reason) {
    return switch (reason) {
      case FIRST_READING, STORED -> "partition claimed";
      case TOPIC_WIPED -> "topic was wiped; state kept, reading from the topic's start";
      case TAIL_LOST -> "Kafka lost the topic's newest messages; state kept, reading from its end";
      case MESSAGES_EXPIRED ->
          "messages expired before they were read; state kept, reading on after the gap";
    };
  }

  private void show(Page page) {
    vitals.partition(
        page.partition(), page.ownerEpoch(), page.position(), page.pairs(), page.nextMetric());
  }
}
