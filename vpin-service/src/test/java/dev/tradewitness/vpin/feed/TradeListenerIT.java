package dev.tradewitness.vpin.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.kit.kafka.DeadLetters;
import dev.tradewitness.kit.kafka.LetterTable;
import dev.tradewitness.kit.kafka.OwedLetters;
import dev.tradewitness.kit.kafka.OwingPartitions;
import dev.tradewitness.kit.time.SteadyTime;
import dev.tradewitness.testservers.Servers;
import dev.tradewitness.testservers.TestServers;
import dev.tradewitness.vpin.TradeTopic;
import dev.tradewitness.vpin.TradeTopic.Message;
import dev.tradewitness.vpin.VpinApplication;
import dev.tradewitness.vpin.reading.VpinParameters;
import dev.tradewitness.vpin.state.FencedException;
import dev.tradewitness.vpin.state.Metric;
import dev.tradewitness.vpin.state.MetricOutlet;
import dev.tradewitness.vpin.state.PartitionClaim;
import dev.tradewitness.vpin.vitals.Progress.PartitionProgress;
import dev.tradewitness.vpin.vitals.Progress.Standing;
import dev.tradewitness.vpin.vitals.Vitals;
import dev.tradewitness.vpin.vitals.Vitals.Severity;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;

/// The listener on a consumer that the test moves by hand, beside the stopped feed.
@TestServers("vpin")
@SpringBootTest(
    classes = VpinApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "BUCKET_SIZE=300",
      "NUM_BUCKETS=20",
      "EMIT_INTERVAL=10",
      // What is known of the topic's end is what the listener sees.
      "tradewitness.vpin.feed.lag-interval=1h"
    })
class TradeListenerIT {

  private static final TopicPartition PARTITION = new TopicPartition(Topics.PROCESSED_TRADES, 3);

  private final TradeFeed feed;
  private final FeedShared shared;
  private final VpinParameters parameters;
  private final Vitals vitals;
  private final LetterTable letterTable;
  private final KafkaTemplate<byte[], byte[]> kafka;
  private final MeterRegistry meters;
  private final Admin admin;
  private final JdbcClient jdbc;

  @Autowired
  TradeListenerIT(
      TradeFeed feed,
      FeedShared shared,
      VpinParameters parameters,
      Vitals vitals,
      LetterTable letterTable,
      KafkaTemplate<byte[], byte[]> kafka,
      MeterRegistry meters,
      Admin admin,
      JdbcClient jdbc) {
    this.feed = feed;
    this.shared = shared;
    this.parameters = parameters;
    this.vitals = vitals;
    this.letterTable = letterTable;
    this.kafka = kafka;
    this.meters = meters;
    this.admin = admin;
    this.jdbc = jdbc;
  }

  @Test
  void messagesDeliveredAgainAreKnownByPartitionAndOffset() {
    feed.stop();
    var topic = new TradeTopic(Servers.kafka().bootstrapServers());
    List<Message> messages = TradeTopic.random(3, 2_000, 1);
    topic.sendTo(PARTITION, messages);
    // The same message twice in the topic is two trades: content is never compared.
    topic.sendTo(PARTITION, List.of(messages.getLast()));
    try (var consumer = consumer()) {
      consumer.assign(List.of(PARTITION));
      TradeListener listener = listener(shared);
      listener.onPartitionsAssigned(consumer, List.of(PARTITION));
      readToEnd(listener, consumer, 2_001);
      List<String> metrics = metrics();
      assertThat(metrics).hasSizeGreaterThan(100);
      assertThat(trades()).isEqualTo(2_001);

      for (long back : new long[] {0, 1_234, 2_000}) {
        consumer.seek(PARTITION, back);
        readToEnd(listener, consumer, 2_001);
        assertThat(trades()).as("again from " + back).isEqualTo(2_001);
      }
      assertThat(metrics()).isEqualTo(metrics);

      topic.sendTo(PARTITION, messages.subList(0, 10));
      consumer.seek(PARTITION, 1_000);
      readToEnd(listener, consumer, 2_011);
      assertThat(trades()).as("new ones behind repeated ones count").isEqualTo(2_011);

      // A poll from further on fails, and is tried again after the partition was claimed anew.
      topic.sendTo(PARTITION, messages.subList(10, 30));
      consumer.seek(PARTITION, 2_021);
      ConsumerRecords<byte[], byte[]> early = pollSome(consumer);
      listener.onPartitionsAssigned(consumer, List.of(PARTITION));
      listener.onMessage(early, null, consumer);
      readToEnd(listener, consumer, 2_031);
      assertThat(trades()).as("none was jumped over").isEqualTo(2_031);
      assertThat(vitals.conditions()).doesNotContainKey("feed-0");
    }
  }

  @Test
  void refusedMessagesAreDeadLettersOnceTheirPollIsCommittedAndThenOnce() {
    feed.stop();
    var partition = new TopicPartition(Topics.PROCESSED_TRADES, 4);
    var topic = new TradeTopic(Servers.kafka().bootstrapServers());
    var messages = new ArrayList<>(List.of(TradeTopic.trade("P4-USD", 1, 100, 1, 1)));
    for (int i = 0; i < 5; i++) {
      messages.add(new Message("broken", "{\"number\": " + i));
    }
    topic.sendTo(partition, messages);

    // Another process claims the partition before the commit: nothing counts, nothing is sent.
    assertThatThrownBy(() ->
            readOnce(
                shared,
                partition,
                () -> {
                  jdbc.sql("UPDATE feed_partition SET owner_epoch = owner_epoch + 1").update();
                }))
        .isInstanceOf(FencedException.class);
    assertThat(letters(topic, 4)).isEmpty();
    assertThat(number("SELECT count(*) FROM owed_letter")).isZero();

    // Committed, but ended before a letter was sent.
    readOnce(sharedWith(deadLetters(new AtomicBoolean()), shared.time()), partition, () -> {});
    assertThat(number("SELECT next_offset FROM feed_partition WHERE partition = 4")).isEqualTo(6);
    assertThat(letters(topic, 4)).isEmpty();
    assertThat(number("SELECT count(*) FROM owed_letter")).isEqualTo(5);

    for (int claim = 0; claim < 2; claim++) {
      try (var consumer = consumer()) {
        claimAndSendWhatIsOwed(consumer, partition);
      }
      assertThat(letters(topic, 4))
          .containsExactlyInAnyOrder(
              "1 BROKEN_JSON", "2 BROKEN_JSON", "3 BROKEN_JSON", "4 BROKEN_JSON", "5 BROKEN_JSON");
      assertThat(number("SELECT count(*) FROM owed_letter")).isZero();
    }
  }

  @Test
  void aLetterWhoseMessageIsGoneIsCountedAndHoldsUpNothing() {
    feed.stop();
    var partition = new TopicPartition(Topics.PROCESSED_TRADES, 5);
    var topic = new TradeTopic(Servers.kafka().bootstrapServers());
    topic.sendTo(partition, Collections.nCopies(3, TradeTopic.trade("P5-USD", 1, 100, 1, 1)));
    for (long offset : new long[] {1, 700}) {
      jdbc.sql("INSERT INTO owed_letter VALUES (?, 5, ?, 1, 'BROKEN_JSON', 'none')")
          .params(Topics.PROCESSED_TRADES, offset)
          .update();
    }
    try (var consumer = consumer()) {
      claimAndSendWhatIsOwed(consumer, partition);
    }
    assertThat(meters.counter("tradewitness.dead_letters.lost").count()).isEqualTo(2);
    assertThat(number("SELECT count(*) FROM owed_letter")).isZero();
    assertThat(letters(topic, 5)).isEmpty();
  }

  private void claimAndSendWhatIsOwed(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
    consumer.assign(List.of(partition));
    TradeListener listener = listener(shared);
    listener.onPartitionsAssigned(consumer, List.of(partition));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          listener.idle(consumer);
          return number("SELECT count(*) FROM owed_letter") == 0;
        });
  }

  @Test
  void aPartitionThatOwesALetterWaitsAndHoldsUpNoOther() {
    feed.stop();
    var topic = new TradeTopic(Servers.kafka().bootstrapServers());
    List<TopicPartition> both = partitions(0, 1);
    List<Message> owing = trades("OWES");
    List<Message> other = trades("OWESNOT");
    var taken = new AtomicBoolean();
    var nanos = new AtomicLong();
    var time = new SteadyTime(InstantSource.system(), nanos::get);
    try (var consumer = consumer()) {
      consumer.assign(both);
      TradeListener listener = listener(sharedWith(deadLetters(taken), time));
      listener.onPartitionsAssigned(consumer, both);
      long broken = next(0);
      long free = next(1);
      topic.sendTo(both.getFirst(), List.of(new Message("broken", "{\"number\": 0")));
      readUntil(listener, consumer, () -> next(0) == broken + 1);
      assertThat(number("SELECT count(*) FROM owed_letter")).isOne();

      topic.sendTo(both.getFirst(), owing);
      topic.sendTo(both.getLast(), other.subList(0, 20));
      readUntil(listener, consumer, () -> next(1) == free + 20 && !consumer.paused().isEmpty());
      assertThat(consumer.paused()).containsExactly(both.getFirst());
      assertThat(standing(0)).isEqualTo(Standing.OWNED);
      assertThat(vitals.conditions().get("feed-0").severity()).isEqualTo(Severity.DEGRADED);

      // Kafka does not take it from the next owner either.
      nanos.addAndGet(OwingPartitions.AGAIN_AFTER.toNanos());
      listener.onPartitionsAssigned(consumer, both);
      topic.sendTo(both.getLast(), other.subList(20, 40));
      readUntil(listener, consumer, () -> next(1) == free + 40);
      assertThat(next(0)).as("waits").isEqualTo(broken + 1);

      taken.set(true);
      listener.idle(consumer);
      assertThat(number("SELECT count(*) FROM owed_letter")).as("not asked at once").isOne();
      readUntil(
          listener,
          consumer,
          () -> {
            nanos.addAndGet(OwingPartitions.AGAIN_AFTER.toNanos());
            return next(0) == broken + 41;
          });
      assertThat(letters(topic, 0)).contains(broken + " BROKEN_JSON").doesNotHaveDuplicates();
      assertThat(number("SELECT count(*) FROM owed_letter")).isZero();
      assertThat(consumer.paused()).isEmpty();
      assertThat(vitals.conditions()).doesNotContainKey("feed-0");
      listener.onPartitionsLost(consumer, both);
    }
    assertThat(number("SELECT sum(trades) FROM pair_state WHERE pair LIKE 'OWES%'")).isEqualTo(80);
  }

  @Test
  void aPartitionThatIsHeldBackLosesNothingWhileAPollIsTriedAgain() {
    feed.stop();
    var topic = new TradeTopic(Servers.kafka().bootstrapServers());
    List<TopicPartition> both = partitions(0, 1);
    var taken = new AtomicBoolean();
    var nanos = new AtomicLong();
    var away = new AtomicBoolean();
    try (var consumer = consumer()) {
      consumer.assign(both);
      TradeListener listener =
          listener(
              sharedWith(
                  deadLetters(taken),
                  new SteadyTime(InstantSource.system(), nanos::get),
                  failing(away)));
      listener.onPartitionsAssigned(consumer, both);
      long broken = next(0);
      long free = next(1);
      topic.sendTo(both.getFirst(), List.of(new Message("broken", "{\"number\": 0")));
      readUntil(listener, consumer, () -> next(0) == broken + 1);
      topic.sendTo(both.getFirst(), trades("HELDBACK"));
      readUntil(listener, consumer, () -> !consumer.paused().isEmpty());

      topic.sendTo(both.getLast(), trades("TRIEDAGAIN").subList(0, 20));
      ConsumerRecords<byte[], byte[]> poll = pollSome(consumer);
      away.set(true);
      assertThatThrownBy(() -> listener.onMessage(poll, null, consumer)).hasMessage("away");
      // From here on as the container does it, until a try succeeds.
      consumer.pause(both);
      taken.set(true);
      nanos.addAndGet(OwingPartitions.AGAIN_AFTER.toNanos());
      assertThatThrownBy(() -> listener.onMessage(poll, null, consumer)).hasMessage("away");
      assertNothingComes(consumer);
      away.set(false);
      // Another consumer joined the group.
      listener.onPartitionsAssigned(consumer, List.of());
      assertNothingComes(consumer);
      listener.onMessage(poll, null, consumer);
      consumer.resume(both.subList(1, 2));

      readUntil(
          listener,
          consumer,
          () -> {
            nanos.addAndGet(OwingPartitions.AGAIN_AFTER.toNanos());
            return next(0) == broken + 41 && next(1) == free + 20;
          });
      assertThat(consumer.paused()).isEmpty();
      assertThat(letters(topic, 0)).contains(broken + " BROKEN_JSON").doesNotHaveDuplicates();
      listener.onPartitionsLost(consumer, both);
    }
    assertThat(number("SELECT trades FROM pair_state WHERE pair = 'HELDBACK'")).isEqualTo(40);
    assertThat(number("SELECT trades FROM pair_state WHERE pair = 'TRIEDAGAIN'")).isEqualTo(20);
  }

  /// Where the container waits between two tries, it polls and drops what comes.
  private static void assertNothingComes(KafkaConsumer<byte[], byte[]> consumer) {
    for (int poll = 0; poll < 5; poll++) {
      assertThat(consumer.poll(Duration.ofMillis(100))).isEmpty();
    }
  }

  /// The process's, but what is committed or claimed is not taken note of.
  private MetricOutlet failing(AtomicBoolean away) {
    MetricOutlet outlet = shared.outlet();
    return new MetricOutlet() {
      @Override
      public void opened(int partition) {
        // The second of the two that are claimed.
        if (partition == 1) {
          require();
        }
        outlet.opened(partition);
      }

      @Override
      public void closed(int partition) {
        outlet.closed(partition);
      }

      @Override
      public void committed(List<Metric> metrics) {
        require();
        outlet.committed(metrics);
      }

      @Override
      public void ending() {
        outlet.ending();
      }

      private void require() {
        if (away.get()) {
          throw new IllegalStateException("away");
        }
      }
    };
  }

  @Test
  void onlyPartitionsWhoseLettersDidNotArriveWaitAndKafkaIsAskedNoSoonerThanItWasWaitedFor() {
    feed.stop();
    var topic = new TradeTopic(Servers.kafka().bootstrapServers());
    List<TopicPartition> both = partitions(0, 1);
    var nanos = new AtomicLong();
    var asked = new AtomicLong();
    var taken = new AtomicBoolean();
    DeadLetters letters =
        deadLetters(letter -> {
          if (taken.get() || header(letter.headers(), "source_partition").equals("1")) {
            return true;
          }
          asked.incrementAndGet();
          nanos.addAndGet(Duration.ofSeconds(12).toNanos());
          return false;
        });
    try (var consumer = consumer()) {
      consumer.assign(both);
      TradeListener listener =
          listener(sharedWith(letters, new SteadyTime(InstantSource.system(), nanos::get)));
      listener.onPartitionsAssigned(consumer, both);
      long first = next(0);
      long second = next(1);
      both.forEach(each -> topic.sendTo(each, List.of(new Message("broken", "{\"number\": 0"))));
      ConsumerRecords<byte[], byte[]> poll =
          await()
              .atMost(Duration.ofSeconds(60))
              .until(
                  () -> {
                    consumer.seek(both.getFirst(), first);
                    consumer.seek(both.getLast(), second);
                    return consumer.poll(Duration.ofMillis(100));
                  },
                  records -> records.partitions().size() == 2);
      listener.onMessage(poll, null, consumer);
      assertThat(next(0)).isEqualTo(first + 1);
      assertThat(letters(topic, 1)).contains(second + " BROKEN_JSON");
      assertThat(number("SELECT partition FROM owed_letter")).isZero();
      assertThat(vitals.conditions().get("feed-0").reason()).endsWith("[" + both.getFirst() + "]");

      for (int time = 0; time < 3; time++) {
        long before = asked.get();
        nanos.addAndGet(OwingPartitions.AGAIN_AFTER.toNanos());
        listener.idle(consumer);
        assertThat(asked).as("5 s later").hasValue(before);
        nanos.addAndGet(Duration.ofSeconds(7).toNanos());
        listener.idle(consumer);
        assertThat(asked).as("12 s later").hasValue(before + 1);
      }
      taken.set(true);
      readUntil(
          listener,
          consumer,
          () -> {
            nanos.addAndGet(Duration.ofSeconds(12).toNanos());
            return number("SELECT count(*) FROM owed_letter") == 0;
          });
      listener.onPartitionsLost(consumer, both);
    }
  }

  @Test
  void whatCouldNotBeClaimedIsClaimedWhileNoMessagesCome() {
    feed.stop();
    var partition = new TopicPartition(Topics.PROCESSED_TRADES, 6);
    try (var consumer = consumer()) {
      consumer.assign(List.of(partition));
      TradeListener listener = listener(shared);
      Servers.postgres().kill();
      listener.onPartitionsAssigned(consumer, List.of(partition));
      assertThat(vitals.conditions()).containsKey("feed-0");
      assertThat(vitals.progress().partitions())
          .filteredOn(progress -> progress.partition() == 6)
          .extracting(PartitionProgress::lag)
          .as("position unknown")
          .containsOnlyNulls();
      listener.idle(consumer);
      assertThat(vitals.conditions()).containsKey("feed-0");
      Servers.postgres().start();
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> {
            listener.idle(consumer);
            assertThat(vitals.conditions()).doesNotContainKey("feed-0");
          });
      assertThat(number("SELECT next_offset FROM feed_partition WHERE partition = 6")).isZero();
      listener.onPartitionsLost(consumer, List.of(partition));
    }
  }

  @Test
  void offsetsThatKafkaNoLongerHasAreCountedAndReadingGoesOnBehindThem() throws Exception {
    feed.stop();
    var partition = new TopicPartition(Topics.PROCESSED_TRADES, 7);
    var topic = new TradeTopic(Servers.kafka().bootstrapServers());
    topic.sendTo(partition, Collections.nCopies(50, TradeTopic.trade("P7-USD", 1, 100, 1, 1)));
    try (var consumer = consumer()) {
      consumer.assign(List.of(partition));
      TradeListener listener = listener(shared);
      listener.onPartitionsAssigned(consumer, List.of(partition));
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(20))).all().get();
      assertThatThrownBy(
              () -> {
                while (true) {
                  assertThat(consumer.poll(Duration.ofMillis(100))).isEmpty();
                }
              })
          .isInstanceOf(OffsetOutOfRangeException.class);
      listener.offsetsLost(consumer, List.of(partition));
      assertThat(consumer.position(partition)).isEqualTo(20);
      assertThat(meters.counter("vpin.messages.expired").count()).isEqualTo(20);
      assertThat(vitals.progress().partitions())
          .filteredOn(progress -> progress.partition() == 7)
          .extracting(PartitionProgress::lag)
          .containsExactly(30L);
      listener.onPartitionsLost(consumer, List.of(partition));
    }
  }

  @Test
  void theLagIsKnownFromEachPollWhetherItIsCommittedOrNot() {
    feed.stop();
    String name = "trades.behind-" + System.nanoTime();
    Servers.kafka().createTopic(name, 10);
    var partition = new TopicPartition(name, 9);
    var topic = new TradeTopic(Servers.kafka().bootstrapServers());
    try (var consumer = consumer()) {
      consumer.assign(List.of(partition));
      TradeListener listener = listener(sharedOf(name, shared.outlet()));
      listener.onPartitionsAssigned(consumer, List.of(partition));
      assertThat(lag(partition)).isZero();
      topic.sendTo(
          partition, Collections.nCopies(500, TradeTopic.trade("BEHIND-USD", 1, 100, 1, 1)));
      ConsumerRecords<byte[], byte[]> poll = pollSome(consumer);
      assertThat(poll.count()).isLessThan(500);
      jdbc.sql("UPDATE feed_partition SET owner_epoch = owner_epoch + 1").update();
      assertThatThrownBy(() -> listener.onMessage(poll, null, consumer))
          .isInstanceOf(FencedException.class);
      assertThat(lag(partition)).as("nothing is committed").isEqualTo(500);

      listener.onPartitionsLost(consumer, List.of(partition));
      listener.onPartitionsAssigned(consumer, List.of(partition));
      ConsumerRecords<byte[], byte[]> again = pollSome(consumer);
      listener.onMessage(again, null, consumer);
      assertThat(lag(partition)).isEqualTo(500 - again.count());
      listener.onPartitionsLost(consumer, List.of(partition));
    }
  }

  private long lag(TopicPartition partition) {
    return vitals.progress().partitions().stream()
        .filter(progress -> progress.partition() == partition.partition())
        .mapToLong(progress -> Objects.requireNonNull(progress.lag()))
        .sum();
  }

  @Test
  void pairsThatChangePlacesDoNotWaitForOneAnother() {
    feed.stop();
    var topic = new TradeTopic(Servers.kafka().bootstrapServers());
    List<TopicPartition> both = partitions(0, 1);
    List<Message> leavesFirst = trades(pairKeyedTo(1));
    List<Message> leavesSecond = trades(pairKeyedTo(0));
    try (var consumer = consumer()) {
      consumer.assign(both);
      TradeListener listener = listener(shared);
      listener.onPartitionsAssigned(consumer, both);
      long first = next(0);
      long second = next(1);
      topic.sendTo(both.getFirst(), leavesFirst.subList(0, 20));
      topic.sendTo(both.getLast(), leavesSecond.subList(0, 20));
      readUntil(listener, consumer, () -> next(0) == first + 20 && next(1) == second + 20);
      // As after a change of the number of partitions: each has what was the other's.
      topic.sendTo(both.getFirst(), leavesSecond.subList(20, 40));
      topic.sendTo(both.getLast(), leavesFirst.subList(20, 40));
      readUntil(listener, consumer, () -> next(0) == first + 40 && next(1) == second + 40);
      listener.onPartitionsLost(consumer, both);
    }
    assertMoved(leavesFirst, 1);
    assertMoved(leavesSecond, 0);
  }

  @Test
  void aPairMovesOnlyWhenItsOwnOlderTradesAreReadWhateverMovedBefore() {
    feed.stop();
    var topic = new TradeTopic(Servers.kafka().bootstrapServers());
    List<TopicPartition> both = partitions(1, 2);
    List<Message> early = trades(pairKeyedTo("EARLY", 2));
    List<Message> late = trades(pairKeyedTo("LATE", 2));
    try (var consumer = consumer()) {
      consumer.assign(both);
      TradeListener listener = listener(shared);
      listener.onPartitionsAssigned(consumer, both);
      long former = next(1);
      topic.sendTo(both.getFirst(), early.subList(0, 20));
      topic.sendTo(both.getFirst(), late.subList(0, 20));
      readUntil(listener, consumer, () -> next(1) == former + 40);
      topic.sendTo(both.getLast(), early.subList(20, 40));
      readUntil(listener, consumer, () -> next(2) == 20);
      // Its producer learned of the change only now; what it sent before is not read yet.
      consumer.pause(both.subList(0, 1));
      topic.sendTo(both.getFirst(), late.subList(20, 30));
      topic.sendTo(both.getLast(), late.subList(30, 40));
      ConsumerRecords<byte[], byte[]> poll = pollSome(consumer);
      listener.onMessage(poll, null, consumer);
      assertThat(next(2)).as("waits").isEqualTo(20);
      consumer.resume(both.subList(0, 1));
      readUntil(listener, consumer, () -> next(1) == former + 50 && next(2) == 30);
      listener.onPartitionsLost(consumer, both);
    }
    assertMoved(early, 2);
    assertMoved(late, 2);
    assertThat(vitals.refusals()).doesNotContainKey("OTHER_PARTITION");
  }

  @Test
  void nothingCountsThatAConsumerFetchedWhereItStoodInAFormerTopic() throws Exception {
    feed.stop();
    String name = "trades.anew-" + System.nanoTime();
    Servers.kafka().createTopic(name, 5);
    var partition = new TopicPartition(name, 4);
    var topic = new TradeTopic(Servers.kafka().bootstrapServers());
    String pair = "ANEW" + System.nanoTime();
    List<Message> trades = trades(pair);
    // Nobody looks at this topic's id but the listener.
    FeedShared own = sharedOf(name, shared.outlet());
    try (var consumer = consumer()) {
      consumer.assign(List.of(partition));
      TradeListener listener = listener(own);
      listener.onPartitionsAssigned(consumer, List.of(partition));
      topic.sendTo(partition, trades.subList(0, 10));
      readUntil(listener, consumer, () -> next(4) == 10);
      admin.deleteTopics(List.of(name)).all().get();
      await().until(() -> !admin.listTopics().names().get().contains(name));
      Servers.kafka().createTopic(name, 5);
      topic.sendTo(partition, trades.subList(10, 40));
      // The messages from offset 10 on, as a consumer gives them that goes on where it stood.
      consumer.seek(partition, 10);
      ConsumerRecords<byte[], byte[]> poll = pollSome(consumer);
      assertThat(poll.records(partition).getFirst().offset()).isEqualTo(10);
      assertThatThrownBy(() -> listener.onMessage(poll, null, consumer))
          .isInstanceOf(KafkaException.class)
          .hasMessageContaining("made anew");
      listener.onMessage(poll, null, consumer);
      readUntil(listener, consumer, () -> next(4) == 30);
      listener.onPartitionsLost(consumer, List.of(partition));
    }
    assertMoved(trades, 4);
  }

  @Test
  void aPartitionThatIsNoMorePublishesThoughAnotherConsumerOfTheProcessClosedIt() {
    feed.stop();
    int gone = 99;
    int home = 5;
    String pair = pairKeyedTo("GONE", home);
    jdbc.sql(
            """
            INSERT INTO pair_state (feed_id, pair, partition, parameters_id, epoch, trades, readings,
              closed_buckets, open_state, window_state)
            SELECT feed_id, ?, ?, max(parameters_id), 0, 10, 1, 0, '', ''
            FROM feed, parameters WHERE topic = ? GROUP BY feed_id
            """)
        .params(pair, gone, Topics.PROCESSED_TRADES)
        .update();
    jdbc.sql(
            """
            INSERT INTO feed_partition (feed_id, partition, owner_epoch, owner, next_metric)
            SELECT feed_id, ?, 1, 'former', 1 FROM feed WHERE topic = ?
            """)
        .params(gone, Topics.PROCESSED_TRADES)
        .update();
    jdbc.sql(
            """
            INSERT INTO publish_position (feed_id, partition, next_metric)
            SELECT feed_id, ?, 0 FROM feed WHERE topic = ?
            """)
        .params(gone, Topics.PROCESSED_TRADES)
        .update();
    jdbc.sql(
            """
            INSERT INTO metric (feed_id, partition, metric_no, pair, sequence, trade_timestamp,
              vpin, mean_vpin, std_vpin, max_vpin, min_vpin, percentile, bucket_count,
              total_volume, epoch, parameters_id)
            SELECT feed_id, ?, 0, ?, 0, 9, 0, 0, 0, 0, 0, 0, 1, 300, 0, max(parameters_id)
            FROM feed, parameters WHERE topic = ? GROUP BY feed_id
            """)
        .params(gone, pair, Topics.PROCESSED_TRADES)
        .update();
    FeedShared own = sharedOf(Topics.PROCESSED_TRADES, closingTheFirst(gone));
    PartitionClaim claim = own.store().claim(home, "me");
    own.store().moveTo(claim, 0, own.ranges().look());
    var homes = new StoredHomes(own.store(), own.ranges(), own.outlet());
    var to = new OwnedPartition(claim, 0);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> {
          homes.begin();
          assertThat(homes.find(pair, to, 100)).isEqualTo(new PairHomes.Home.At(home));
        });
    assertThat(number("SELECT next_metric FROM publish_position WHERE partition = " + gone))
        .isEqualTo(1);
    jdbc.sql("DELETE FROM pair_state WHERE pair = ?").param(pair).update();
  }

  /// The process's, but another consumer closes a partition right after it was first opened.
  private MetricOutlet closingTheFirst(int closed) {
    MetricOutlet outlet = shared.outlet();
    var first = new AtomicBoolean(true);
    return new MetricOutlet() {
      @Override
      public void opened(int partition) {
        if (partition != closed || !first.getAndSet(false)) {
          outlet.opened(partition);
        }
      }

      @Override
      public void closed(int partition) {
        outlet.closed(partition);
      }

      @Override
      public void committed(List<Metric> metrics) {
        outlet.committed(metrics);
      }

      @Override
      public void ending() {
        outlet.ending();
      }
    };
  }

  private FeedShared sharedOf(String topic, MetricOutlet outlet) {
    var watch = new TopicWatch(topic, admin, vitals);
    return new FeedShared(
        topic,
        shared.owner(),
        shared.bounds(),
        shared.reclaimAfter(),
        shared.store(),
        new TopicRanges(watch, topic, admin),
        watch,
        outlet,
        vitals,
        shared.deadLetters(),
        shared.owedLetters(),
        () -> {},
        shared.clock(),
        shared.time());
  }

  @Test
  void aFencedPartitionHoldsUpNoOtherAndIsClaimedAgainOnceNobodyReadsIt() {
    feed.stop();
    var topic = new TradeTopic(Servers.kafka().bootstrapServers());
    List<TopicPartition> both = partitions(0, 1);
    var nanos = new AtomicLong();
    var time = new SteadyTime(InstantSource.system(), nanos::get);
    try (var consumer = consumer()) {
      consumer.assign(both);
      TradeListener listener = listener(sharedAt(time));
      listener.onPartitionsAssigned(consumer, both);
      long free = next(0);
      long fenced = next(1);
      shared.store().claim(1, "usurper");
      both.forEach(partition -> topic.sendTo(partition, trades("FENCED" + partition.partition())));
      readUntil(listener, consumer, () -> next(0) == free + 40 && standing(1) == Standing.FENCED);
      assertThat(next(1)).as("its owner's").isEqualTo(fenced);
      assertThat(vitals.conditions().get("feed-0").severity()).isEqualTo(Severity.UNHEALTHY);
      assertThat(standing(0)).isEqualTo(Standing.OWNED);
      assertThat(standing(1)).isEqualTo(Standing.FENCED);

      listener.idle(consumer);
      nanos.addAndGet(shared.reclaimAfter().minusSeconds(1).toNanos());
      listener.idle(consumer);
      assertThat(standing(1)).as("its owner may only be slow").isEqualTo(Standing.FENCED);
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      readUntil(listener, consumer, () -> next(1) == fenced + 40);
      assertThat(vitals.conditions()).doesNotContainKey("feed-0");
      assertThat(number("SELECT sum(trades) FROM pair_state WHERE pair LIKE 'FENCED%'"))
          .isEqualTo(80);
      listener.onPartitionsLost(consumer, both);
    }
  }

  private Standing standing(int partition) {
    return vitals.progress().partitions().stream()
        .filter(one -> one.partition() == partition)
        .findFirst()
        .orElseThrow()
        .standing();
  }

  private FeedShared sharedAt(SteadyTime time) {
    return new FeedShared(
        shared.topic(),
        shared.owner(),
        shared.bounds(),
        shared.reclaimAfter(),
        shared.store(),
        shared.ranges(),
        shared.topicWatch(),
        shared.outlet(),
        vitals,
        shared.deadLetters(),
        shared.owedLetters(),
        shared.newProducer(),
        shared.clock(),
        time);
  }

  private static List<TopicPartition> partitions(int... numbers) {
    return IntStream.of(numbers)
        .mapToObj(number -> new TopicPartition(Topics.PROCESSED_TRADES, number))
        .toList();
  }

  /// A name that Kafka's producers send to this partition.
  private static String pairKeyedTo(int partition) {
    return pairKeyedTo("MOVES", partition);
  }

  private static String pairKeyedTo(String prefix, int partition) {
    return IntStream.range(0, 1_000)
        .mapToObj(number -> prefix + number)
        .filter(name -> keyed(name) == partition)
        .findFirst()
        .orElseThrow();
  }

  private static int keyed(String name) {
    return Utils.toPositive(Utils.murmur2(name.getBytes(StandardCharsets.UTF_8)))
        % Topics.PARTITIONS;
  }

  /// Each worth two buckets; a metric is due after every tenth.
  private static List<Message> trades(String pair) {
    return IntStream.range(0, 40)
        .mapToObj(number -> TradeTopic.trade(pair, number, 100, 6, 1))
        .toList();
  }

  private static ConsumerRecords<byte[], byte[]> pollSome(KafkaConsumer<byte[], byte[]> consumer) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> consumer.poll(Duration.ofMillis(100)), poll -> !poll.isEmpty());
  }

  private void readUntil(
      TradeListener listener, KafkaConsumer<byte[], byte[]> consumer, Callable<Boolean> done) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          ConsumerRecords<byte[], byte[]> poll = consumer.poll(Duration.ofMillis(100));
          if (poll.isEmpty()) {
            listener.idle(consumer);
          } else {
            readTwiceIfNeedBe(listener, consumer, poll);
          }
          return done.call();
        });
  }

  /// As the container does it.
  private static void readTwiceIfNeedBe(
      TradeListener listener,
      KafkaConsumer<byte[], byte[]> consumer,
      ConsumerRecords<byte[], byte[]> poll) {
    try {
      listener.onMessage(poll, null, consumer);
    } catch (FencedException e) {
      listener.onMessage(poll, null, consumer);
    }
  }

  /// Every trade counted once, in order, and the pair is at home where producers key it.
  private void assertMoved(List<Message> trades, int home) {
    String pair = trades.getFirst().pair();
    assertThat(
            jdbc.sql("SELECT partition || ' ' || trades FROM pair_state WHERE pair = ?")
                .param(pair)
                .query(String.class)
                .single())
        .isEqualTo(home + " 40");
    assertThat(
            jdbc.sql("SELECT trade_timestamp FROM metric WHERE pair = ? ORDER BY sequence")
                .param(pair)
                .query(Long.class)
                .list())
        .containsExactly(9L, 19L, 29L, 39L);
  }

  private long next(int partition) {
    return number(
        "SELECT coalesce(max(next_offset), 0) FROM feed_partition WHERE partition = " + partition);
  }

  /// Reads the partition's first poll with a listener of its own.
  private void readOnce(FeedShared with, TopicPartition partition, Runnable beforeCommit) {
    try (var consumer = consumer()) {
      consumer.assign(List.of(partition));
      TradeListener listener = listener(with);
      listener.onPartitionsAssigned(consumer, List.of(partition));
      ConsumerRecords<byte[], byte[]> poll = consumer.poll(Duration.ofSeconds(10));
      assertThat(poll.count()).isEqualTo(6);
      beforeCommit.run();
      listener.onMessage(poll, null, consumer);
    }
  }

  /// Letters by the service's own template.
  ///
  /// @param taken whether Kafka takes them; if it never does, it is as when the process is killed
  private DeadLetters deadLetters(AtomicBoolean taken) {
    return deadLetters(_ -> taken.get());
  }

  private DeadLetters deadLetters(Predicate<ProducerRecord<byte[], byte[]>> taken) {
    return new DeadLetters(
        new KafkaTemplate<>(new DefaultKafkaProducerFactory<byte[], byte[]>(Map.of())) {
          @Override
          public CompletableFuture<SendResult<byte[], byte[]>> send(
              ProducerRecord<byte[], byte[]> letter) {
            return taken.test(letter)
                ? kafka.send(letter)
                : CompletableFuture.failedFuture(new KafkaException("not taken"));
          }
        },
        meters);
  }

  private FeedShared sharedWith(DeadLetters letters, SteadyTime time) {
    return sharedWith(letters, time, shared.outlet());
  }

  private FeedShared sharedWith(DeadLetters letters, SteadyTime time, MetricOutlet outlet) {
    return new FeedShared(
        shared.topic(),
        shared.owner(),
        shared.bounds(),
        shared.reclaimAfter(),
        shared.store(),
        shared.ranges(),
        shared.topicWatch(),
        outlet,
        vitals,
        letters,
        new OwedLetters(
            letterTable,
            letters,
            TradeListenerIT::consumer,
            Duration.ofSeconds(10),
            new SimpleMeterRegistry()),
        () -> {},
        shared.clock(),
        time);
  }

  /// Offset and reason of each.
  private static List<String> letters(TradeTopic topic, int partition) {
    return topic.readAll(Topics.deadLetters(Topics.PROCESSED_TRADES)).stream()
        .filter(letter -> header(letter, "source_partition").equals(Integer.toString(partition)))
        .map(letter -> header(letter, "source_offset") + " " + header(letter, "reason"))
        .toList();
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return header(letter.headers(), name);
  }

  private static String header(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private TradeListener listener(FeedShared with) {
    return new TradeListener(
        "feed-0",
        new TradeDecoder(new PairNames(64, 100), Instant.EPOCH),
        new PairBook(
            parameters,
            new PairBounds(10, Duration.ofHours(1)),
            new StoredHomes(with.store(), with.ranges(), with.outlet())),
        with);
  }

  private void readToEnd(TradeListener listener, KafkaConsumer<byte[], byte[]> consumer, long end) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          ConsumerRecords<byte[], byte[]> poll = consumer.poll(Duration.ofMillis(100));
          if (!poll.isEmpty()) {
            listener.onMessage(poll, null, consumer);
          }
          return consumer.position(PARTITION) == end && nextOffset() == end;
        });
  }

  private static KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.<String, Object>of(
            "bootstrap.servers",
            Servers.kafka().bootstrapServers(),
            "max.poll.records",
            170,
            "auto.offset.reset",
            "none"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private long nextOffset() {
    return number("SELECT coalesce(next_offset, 0) FROM feed_partition WHERE partition = 3");
  }

  private long trades() {
    return number("SELECT sum(trades) FROM pair_state WHERE partition = 3");
  }

  private long number(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }

  private List<String> metrics() {
    return jdbc.sql(
            """
            SELECT row(pair, sequence, trade_timestamp, vpin, mean_vpin, std_vpin, percentile)::text
            FROM metric WHERE partition = 3 ORDER BY pair, sequence
            """)
        .query(String.class)
        .list();
  }
}
