package dev.tradewitness.vpin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import dev.tradewitness.vpin.TradeTopic.Message;
import dev.tradewitness.vpin.classify.ClassifierKind;
import dev.tradewitness.vpin.reading.VolumeUnit;
import dev.tradewitness.vpin.reading.VpinParameters;
import dev.tradewitness.vpin.state.StateStore;
import dev.tradewitness.vpin.vitals.Progress;
import dev.tradewitness.vpin.vitals.Progress.PartitionProgress;
import dev.tradewitness.vpin.vitals.Progress.Standing;
import dev.tradewitness.vpin.vitals.Vitals;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What fails around the service, and what it must not change.
class OutageIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int TRADES = 9_000;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "BUCKET_SIZE", "300",
          "NUM_BUCKETS", "20",
          "EMIT_INTERVAL", "10",
          "spring.kafka.consumer.max-poll-records", "100",
          "tradewitness.vpin.feed.earliest-trade", "1970-01-01T00:00:00Z",
          "tradewitness.vpin.feed.lag-interval", "500ms");

  private static final VpinParameters PARAMETERS =
      new VpinParameters(300, 20, 10, VolumeUnit.QUOTE, ClassifierKind.HALF, 20);

  private final TradeTopic topic = new TradeTopic(Servers.kafka().bootstrapServers());

  @BeforeEach
  void emptyTopics() {
    Servers.kafka().resetTopics();
  }

  @Test
  void connectionsCutAtRandomChangeNothing() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new SplittableRandom(seed);
    List<Message> messages = TradeTopic.random(seed, TRADES, 5);
    topic.send(Topics.PROCESSED_TRADES, messages);
    Database database = Servers.postgres().createDatabase("vpin");
    var run = new StoredRun(database);
    try (var service = new RunningService(database, SETTINGS);
        Connection superuser = Servers.postgres().connectAsSuperuser();
        Statement statement = superuser.createStatement()) {
      for (int cut = 1; cut <= 8; cut++) {
        long until = (long) TRADES * cut / 10 + random.nextLong(500);
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(2))
            .until(() -> run.trades() >= until);
        statement.execute(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'vpin'
              AND application_name = 'vpin-service'
            """);
      }
      await().atMost(PATIENCE).until(() -> run.trades() >= TRADES);
      assertThat(service.bean(Vitals.class).totals().processingErrors())
          .as("some cuts hit a poll")
          .isPositive();
    }
    assertAsComputed(run, messages);
  }

  @Test
  void whilePostgresIsAwayTradesWaitInKafkaAndNothingIsLost() {
    List<Message> messages = TradeTopic.random(5, TRADES, 5);
    Database database = Servers.postgres().createDatabase("vpin");
    var run = new StoredRun(database);
    try (var service = new RunningService(database, SETTINGS)) {
      topic.send(Topics.PROCESSED_TRADES, messages.subList(0, TRADES / 2));
      await().atMost(PATIENCE).until(() -> run.trades() >= TRADES / 4);
      Servers.postgres().kill();
      topic.send(Topics.PROCESSED_TRADES, messages.subList(TRADES / 2, TRADES));
      Vitals vitals = service.bean(Vitals.class);
      await().atMost(PATIENCE).until(() -> vitals.conditions().containsKey("feed-0"));
      Progress progress = vitals.progress();
      await().atMost(PATIENCE).until(() -> lag(progress) >= TRADES / 2);
      double age = Objects.requireNonNull(progress.lagSeconds());
      await().atMost(PATIENCE).until(() -> Objects.requireNonNull(progress.lagSeconds()) > age + 1);
      assertThat(progress.partitions())
          .hasSize(Topics.PARTITIONS)
          .extracting(PartitionProgress::standing)
          .contains(Standing.WAITING);
      Servers.postgres().start();
      await().atMost(PATIENCE).until(() -> run.trades() >= TRADES);
      await().atMost(PATIENCE).until(() -> vitals.conditions().isEmpty() && lag(progress) == 0);
      assertThat(progress.lagSeconds()).isZero();
      assertThat(progress.partitions())
          .extracting(PartitionProgress::standing)
          .containsOnly(Standing.OWNED);
    }
    assertAsComputed(run, messages);
  }

  @Test
  void whileKafkaIsAwayItStandsStillAndGoesOnAfterwards() {
    List<Message> messages = TradeTopic.random(6, TRADES, 5);
    Database database = Servers.postgres().createDatabase("vpin");
    var run = new StoredRun(database);
    try (var service = new RunningService(database, SETTINGS)) {
      topic.send(Topics.PROCESSED_TRADES, messages.subList(0, TRADES / 2));
      await().atMost(PATIENCE).until(() -> run.trades() >= TRADES / 4);
      Servers.kafka().kill();
      Vitals vitals = service.bean(Vitals.class);
      await().atMost(PATIENCE).until(() -> vitals.conditions().containsKey("kafka"));
      Servers.kafka().start();
      topic.send(Topics.PROCESSED_TRADES, messages.subList(TRADES / 2, TRADES));
      await().atMost(PATIENCE).until(() -> run.trades() >= TRADES);
      await().atMost(PATIENCE).until(() -> run.unpublished() == 0);
    }
    assertAsComputed(run, messages);
    assertThat(topic.readAll(Topics.VPIN)).hasSizeGreaterThanOrEqualTo(run.metrics().size());
  }

  @Test
  void twoInstancesShareThePartitionsAndHandThemOver() {
    List<Message> messages = TradeTopic.random(7, TRADES, 12);
    Database database = Servers.postgres().createDatabase("vpin");
    var run = new StoredRun(database);
    try (var first = new RunningService(database, SETTINGS)) {
      topic.send(Topics.PROCESSED_TRADES, messages.subList(0, TRADES / 3));
      await().atMost(PATIENCE).until(() -> run.trades() > 0);
      try (var second = new RunningService(database, SETTINGS)) {
        topic.send(Topics.PROCESSED_TRADES, messages.subList(TRADES / 3, 2 * TRADES / 3));
        await().atMost(PATIENCE).until(() -> run.trades() >= 2 * TRADES / 3);
        await()
            .atMost(PATIENCE)
            .until(() -> !second.bean(Vitals.class).progress().partitions().isEmpty());
        assertThat(first.bean(Vitals.class).progress().partitions())
            .hasSizeLessThan(Topics.PARTITIONS);
        topic.send(Topics.PROCESSED_TRADES, messages.subList(2 * TRADES / 3, TRADES));
      }
      await().atMost(PATIENCE).until(() -> run.trades() >= TRADES);
    }
    assertAsComputed(run, messages);
  }

  @Test
  void partitionsAddedUnderTwoInstancesMovePairsAndLoseNoTrade() throws Exception {
    String input = "trades.growing-" + System.nanoTime();
    Servers.kafka().createTopic(input, 2);
    Database database = Servers.postgres().createDatabase("vpin");
    var run = new StoredRun(database);
    var settings = new HashMap<>(SETTINGS);
    settings.put("KAFKA_INPUT_TOPIC", input);
    settings.put("spring.kafka.consumer.properties.metadata.max.age.ms", "500");
    List<Message> messages = TradeTopic.random(14, TRADES, 12);
    try (var first = new RunningService(database, settings);
        var second = new RunningService(database, settings)) {
      topic.send(input, messages.subList(0, TRADES / 3));
      await().atMost(PATIENCE).until(() -> run.trades() >= TRADES / 3);
      // More waits in the former partitions when the new ones are there.
      topic.send(input, messages.subList(TRADES / 3, TRADES / 2));
      try (var admin = admin()) {
        admin.createPartitions(Map.of(input, NewPartitions.increaseTo(5))).all().get();
        await()
            .atMost(PATIENCE)
            .until(() ->
                admin
                        .describeTopics(List.of(input))
                        .allTopicNames()
                        .get()
                        .get(input)
                        .partitions()
                        .size()
                    == 5);
      }
      topic.send(input, messages.subList(TRADES / 2, TRADES));
      awaitAll(run);
      assertThat(first.bean(Vitals.class).refusals()).isEmpty();
      assertThat(second.bean(Vitals.class).refusals()).isEmpty();
    }
    assertAsComputed(run, messages);
    assertThat(run.number("SELECT count(DISTINCT partition) FROM pair_state")).isGreaterThan(2);
  }

  @Test
  void aTopicMadeAnewWithFewerPartitionsMovesPairsAndLosesNoTrade() throws Exception {
    String input = "trades.shrinking-" + System.nanoTime();
    Servers.kafka().createTopic(input, 5);
    Database database = Servers.postgres().createDatabase("vpin");
    var run = new StoredRun(database);
    var settings = new HashMap<>(SETTINGS);
    settings.put("KAFKA_INPUT_TOPIC", input);
    settings.put("spring.kafka.consumer.properties.metadata.max.age.ms", "500");
    List<Message> messages = TradeTopic.random(16, TRADES, 12);
    try (var first = new RunningService(database, settings);
        var second = new RunningService(database, settings)) {
      topic.send(input, messages.subList(0, TRADES / 3));
      await().atMost(PATIENCE).until(() -> run.trades() >= TRADES / 3);
      try (var admin = admin()) {
        admin.deleteTopics(List.of(input)).all().get();
        await().atMost(PATIENCE).until(() -> !admin.listTopics().names().get().contains(input));
      }
      Servers.kafka().createTopic(input, 2);
      topic.send(input, messages.subList(TRADES / 3, TRADES));
      awaitAll(run);
      assertThat(first.bean(Vitals.class).refusals()).isEmpty();
      assertThat(second.bean(Vitals.class).refusals()).isEmpty();
    }
    assertAsComputed(run, messages);
    assertThat(run.number("SELECT max(partition) FROM pair_state")).isLessThan(2);
  }

  /// When it takes too long, the failure says where each partition stands.
  private static void awaitAll(StoredRun run) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(run.trades()).as(run::standing).isGreaterThanOrEqualTo(TRADES));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(run.unpublished()).as(run::standing).isZero());
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", Servers.kafka().bootstrapServers()));
  }

  @Test
  void anInstanceWhosePartitionsWereClaimedWritesNothingMore() {
    List<Message> messages = TradeTopic.random(8, TRADES, 5);
    Database database = Servers.postgres().createDatabase("vpin");
    var run = new StoredRun(database);
    try (var zombie = new RunningService(database, SETTINGS)) {
      topic.send(Topics.PROCESSED_TRADES, messages.subList(0, TRADES / 2));
      await().atMost(PATIENCE).until(() -> run.trades() >= TRADES / 2);
      // Another group: Kafka gives both the same partitions, only PostgreSQL knows the owner.
      var usurper = new HashMap<>(SETTINGS);
      usurper.put("tradewitness.vpin.feed.group-id", "usurper");
      try (var owner = new RunningService(database, usurper)) {
        await().atMost(PATIENCE).until(() -> owned(owner) == Topics.PARTITIONS);
        topic.send(Topics.PROCESSED_TRADES, messages.subList(TRADES / 2, TRADES));
        await().atMost(PATIENCE).until(() -> run.trades() >= TRADES);
        Vitals vitals = zombie.bean(Vitals.class);
        await().atMost(PATIENCE).until(() -> vitals.conditions().containsKey("feed-0"));
        assertThat(vitals.conditions().get("feed-0").severity())
            .isEqualTo(Vitals.Severity.UNHEALTHY);
        assertThat(vitals.progress().partitions())
            .extracting(PartitionProgress::standing)
            .containsOnly(Standing.FENCED);
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(vitals.progress().lag()).as("its owner's").isZero());
      }
    }
    assertAsComputed(run, messages);
  }

  @Test
  void aWipedTopicIsReadFromItsStartAndTheStateIsKept() {
    List<Message> messages = TradeTopic.random(9, TRADES, 5);
    Database database = Servers.postgres().createDatabase("vpin");
    var run = new StoredRun(database);
    try (var service = new RunningService(database, SETTINGS)) {
      topic.send(Topics.PROCESSED_TRADES, messages.subList(0, TRADES / 3));
      await().atMost(PATIENCE).until(() -> run.trades() >= TRADES / 3);
      awaitNoLag(service);
    }
    Servers.kafka().wipeTopic(Topics.PROCESSED_TRADES);
    topic.awaitEmpty(Topics.PROCESSED_TRADES);
    // More than before, so that every stored offset lies inside the new topic's range.
    topic.send(Topics.PROCESSED_TRADES, messages.subList(TRADES / 3, TRADES));
    try (var service = new RunningService(database, SETTINGS)) {
      await().atMost(PATIENCE).until(() -> run.trades() >= TRADES);
      assertThat(service.bean(Vitals.class).conditions()).isEmpty();
    }
    assertAsComputed(run, messages);
  }

  @Test
  void aTopicWipedAndRefilledUnderTheRunningServiceIsReadFromItsStart() {
    List<Message> messages = TradeTopic.random(12, TRADES, 5);
    Database database = Servers.postgres().createDatabase("vpin");
    var run = new StoredRun(database);
    try (var service = new RunningService(database, SETTINGS)) {
      topic.send(Topics.PROCESSED_TRADES, messages.subList(0, TRADES / 3));
      await().atMost(PATIENCE).until(() -> run.trades() >= TRADES / 3);
      Servers.kafka().wipeTopic(Topics.PROCESSED_TRADES);
      topic.awaitEmpty(Topics.PROCESSED_TRADES);
      // More than before, so that every position lies inside the new topic's range.
      topic.send(Topics.PROCESSED_TRADES, messages.subList(TRADES / 3, TRADES));
      await().atMost(PATIENCE).until(() -> run.trades() >= TRADES);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(service.bean(Vitals.class).conditions()).isEmpty());
      awaitNoLag(service);
    }
    assertAsComputed(run, messages);
  }

  @Test
  void aConsumerThatIsFencedStaysUnhealthyWhileTheOtherOneReadsOn() {
    Database database = Servers.postgres().createDatabase("vpin");
    var run = new StoredRun(database);
    var settings = new HashMap<>(SETTINGS);
    settings.put("tradewitness.vpin.feed.consumers", "2");
    settings.put("tradewitness.vpin.feed.reclaim-after", "1h");
    try (var service = new RunningService(database, settings)) {
      Vitals vitals = service.bean(Vitals.class);
      topic.send(Topics.PROCESSED_TRADES, TradeTopic.random(13, 1_000, 12));
      await().atMost(PATIENCE).until(() -> run.trades() == 1_000);
      service.bean(StateStore.class).claim(3, "usurper");
      int number = 0;
      while (ofConsumers(vitals).isEmpty() && number < 1_000) {
        sendToEveryPartition(number++);
      }
      long before = run.trades();
      for (int i = 0; i < 20; i++) {
        sendToEveryPartition(number++);
        assertThat(ofConsumers(vitals))
            .as("while the other one commits")
            .extracting(Vitals.Condition::severity)
            .containsOnly(Vitals.Severity.UNHEALTHY);
      }
      await().atMost(PATIENCE).until(() -> run.trades() > before);
    }
  }

  private static List<Vitals.Condition> ofConsumers(Vitals vitals) {
    return vitals.conditions().entrySet().stream()
        .filter(condition -> condition.getKey().startsWith("feed-"))
        .map(Map.Entry::getValue)
        .toList();
  }

  private void sendToEveryPartition(int number) {
    for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
      topic.sendTo(
          new TopicPartition(Topics.PROCESSED_TRADES, partition),
          List.of(TradeTopic.trade("P" + partition, number, 100, 1, 1)));
    }
  }

  /// Shown a moment after the commit.
  private static void awaitNoLag(RunningService service) {
    Progress progress = service.bean(Vitals.class).progress();
    await().atMost(PATIENCE).until(() -> lag(progress) == 0);
  }

  private static long owned(RunningService service) {
    return service.bean(Vitals.class).progress().partitions().stream()
        .filter(partition -> partition.standing() == Standing.OWNED)
        .count();
  }

  private static long lag(Progress progress) {
    Long lag = progress.lag();
    return lag == null ? -1 : lag;
  }

  @Test
  void aWipedOutputTopicDoesNotStopThePublishing() {
    List<Message> messages = TradeTopic.random(11, TRADES, 5);
    Database database = Servers.postgres().createDatabase("vpin");
    var run = new StoredRun(database);
    var settings = new HashMap<>(SETTINGS);
    settings.put("tradewitness.vpin.publish.ack-timeout", "3s");
    try (var service = new RunningService(database, settings)) {
      topic.send(Topics.PROCESSED_TRADES, messages.subList(0, TRADES / 2));
      await().atMost(PATIENCE).until(() -> run.trades() >= TRADES / 2 && run.unpublished() == 0);
      Servers.kafka().wipeTopic(Topics.VPIN);
      topic.awaitEmpty(Topics.VPIN);
      topic.send(Topics.PROCESSED_TRADES, messages.subList(TRADES / 2, TRADES));
      await().atMost(PATIENCE).until(() -> run.trades() >= TRADES && run.unpublished() == 0);
      await().atMost(PATIENCE).until(() -> service.bean(Vitals.class).conditions().isEmpty());
    }
    assertAsComputed(run, messages);
    assertThat(topic.readAll(Topics.VPIN)).isNotEmpty();
  }

  @Test
  void whatIsCommittedLastIsPublishedBeforeAnOrderlyEnd() {
    Database database = Servers.postgres().createDatabase("vpin");
    var run = new StoredRun(database);
    var settings = new HashMap<>(SETTINGS);
    settings.put("tradewitness.vpin.publish.batch-max", "10");
    try (var service = new RunningService(database, settings)) {
      topic.send(Topics.PROCESSED_TRADES, TradeTopic.random(15, TRADES / 3, 5));
      await().atMost(PATIENCE).until(() -> run.trades() >= TRADES / 3);
      assertThat(service.bean(Vitals.class).progress().lag()).isNotNull();
    }
    assertThat(run.metrics()).isNotEmpty();
    assertThat(run.unpublished()).isZero();
  }

  @Test
  void changedParametersStartTheNextEpochAndAreStampedInTheMetrics() {
    List<Message> messages = TradeTopic.random(10, 2_000, 2);
    Database database = Servers.postgres().createDatabase("vpin");
    var run = new StoredRun(database);
    try (var before = new RunningService(database, SETTINGS)) {
      topic.send(Topics.PROCESSED_TRADES, messages.subList(0, 1_000));
      await().atMost(PATIENCE).until(() -> run.trades() >= 1_000);
      await().atMost(PATIENCE).until(() -> before.bean(Vitals.class).progress().pairs() == 2);
    }
    var changed = new HashMap<>(SETTINGS);
    changed.put("BUCKET_SIZE", "200");
    try (var after = new RunningService(database, changed)) {
      topic.send(Topics.PROCESSED_TRADES, messages.subList(1_000, 2_000));
      await().atMost(PATIENCE).until(() -> run.trades() >= 2_000);
      await().atMost(PATIENCE).until(() -> after.bean(Vitals.class).progress().pairs() == 2);
    }
    assertThat(
            run.rows(
                """
                SELECT DISTINCT row(epoch, bucket_size)::text
                FROM metric JOIN parameters USING (parameters_id) ORDER BY 1
                """))
        .containsExactly("(0,300)", "(1,200)");
    assertThat(
            run.number(
                "SELECT count(*) FROM pair_state s WHERE s.readings <>"
                    + " (SELECT count(*) FROM metric m WHERE m.pair = s.pair)"))
        .as("sequences go on over the epochs")
        .isZero();
  }

  /// The metrics are those of engines that got each pair's trades in the order sent.
  private static void assertAsComputed(StoredRun run, List<Message> messages) {
    assertThat(run.metrics()).isEqualTo(ComputedRun.metrics(messages, PARAMETERS)).isNotEmpty();
    assertThat(run.trades()).isEqualTo(messages.size());
  }
}
