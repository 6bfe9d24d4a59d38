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
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// PostgreSQL is lost, and an older dump takes its place. Offsets are stored with the state, so the
/// trades since the dump are read again and give the very metrics that were published.
class RestoredStateIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int TRADES = 6_000;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "BUCKET_SIZE", "300",
          "NUM_BUCKETS", "20",
          "EMIT_INTERVAL", "10",
          "spring.kafka.consumer.max-poll-records", "100",
          "tradewitness.vpin.feed.earliest-trade", "1970-01-01T00:00:00Z");

  private static final VpinParameters PARAMETERS =
      new VpinParameters(300, 20, 10, VolumeUnit.QUOTE, ClassifierKind.HALF, 20);

  private static final List<String> TABLES =
      List.of(
          "feed_partition",
          "pair_state",
          "bucket_log",
          "metric",
          "publish_position",
          "owed_letter");

  private final TradeTopic topic = new TradeTopic(Servers.kafka().bootstrapServers());
  private final JsonMapper json = JsonMapper.builder().build();
  private final Database database = Servers.postgres().createDatabase("vpin");
  private final StoredRun run = new StoredRun(database);

  @BeforeEach
  void emptyTopics() {
    Servers.kafka().resetTopics();
  }

  @Test
  void anOlderDumpGivesTheMetricsAgainThatWerePublished() {
    List<Message> messages = TradeTopic.random(23, TRADES, 5);
    Database dump;
    try (var _ = new RunningService(database, SETTINGS)) {
      topic.send(Topics.PROCESSED_TRADES, messages.subList(0, TRADES / 2));
      awaitTrades(run, TRADES / 2);
      dump = Servers.postgres().dump(database);
      topic.send(Topics.PROCESSED_TRADES, messages.subList(TRADES / 2, TRADES));
      awaitTrades(run, TRADES);
    }
    Map<String, Set<String>> published = published();
    var restored = new StoredRun(dump);
    int kept = restored.metrics().size();
    assertThat(kept).isLessThan(run.metrics().size());
    try (var _ = new RunningService(dump, SETTINGS)) {
      awaitTrades(restored, TRADES);
    }
    assertThat(restored.metrics()).isEqualTo(run.metrics());
    assertThat(restored.engines()).isEqualTo(run.engines());
    assertThat(published()).isEqualTo(published).allSatisfy(RestoredStateIT::isOne);
    System.out.printf(
        "older dump under vpin: %d metrics published, %d of them not in the dump, %d computed and"
            + " published again, 0 with another content%n",
        published.size(), run.metrics().size() - kept, restored.metrics().size() - kept);
  }

  @Test
  void anOlderDumpUnderTheRunningServiceIsReadOnFrom() throws Exception {
    List<Message> messages = TradeTopic.random(29, TRADES, 5);
    try (var _ = new RunningService(database, SETTINGS)) {
      topic.send(Topics.PROCESSED_TRADES, messages.subList(0, TRADES / 3));
      awaitTrades(run, TRADES / 3);
      saveTables();
      topic.send(Topics.PROCESSED_TRADES, messages.subList(TRADES / 3, TRADES * 2 / 3));
      awaitTrades(run, TRADES * 2 / 3);
      int before = run.metrics().size();
      restoreTables();
      int kept = run.metrics().size();
      assertThat(kept).isLessThan(before);
      topic.send(Topics.PROCESSED_TRADES, messages.subList(TRADES * 2 / 3, TRADES));
      awaitTrades(run, TRADES);
      assertThat(run.metrics()).isEqualTo(ComputedRun.metrics(messages, PARAMETERS));
      assertThat(published()).hasSameSizeAs(run.metrics()).allSatisfy(RestoredStateIT::isOne);
      System.out.printf(
          "older dump under the running vpin: %d metrics stored before, %d in the dump, %d in the"
              + " end, as without it%n",
          before, kept, run.metrics().size());
    }
  }

  /// What a dump of this moment has, owners and their epochs included.
  private void saveTables() throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      for (String table : TABLES) {
        statement.execute("create table saved_%1$s as table %1$s".formatted(table));
      }
    }
  }

  private void restoreTables() throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          "lock table %s in access exclusive mode".formatted(String.join(", ", TABLES)));
      for (String table : TABLES) {
        statement.execute("delete from " + table);
        statement.execute("insert into %1$s select * from saved_%1$s".formatted(table));
      }
      connection.commit();
    }
  }

  private static void isOne(String place, Set<String> contents) {
    assertThat(contents).as(place).hasSize(1);
  }

  private static void awaitTrades(StoredRun run, int trades) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> run.trades() >= trades && run.unpublished() == 0);
  }

  /// The contents that were published under each sequence of each pair.
  private Map<String, Set<String>> published() {
    var published = new HashMap<String, Set<String>>();
    topic
        .readAll(Topics.VPIN)
        .forEach(message -> {
          String text = new String(message.value(), StandardCharsets.UTF_8);
          JsonNode metric = json.readTree(text);
          published
              .computeIfAbsent(
                  metric.get("pair").asString() + "/" + metric.get("sequence").asLong(),
                  _ -> new HashSet<>())
              .add(text);
        });
    return published;
  }
}
