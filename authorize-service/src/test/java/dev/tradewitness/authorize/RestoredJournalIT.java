package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// PostgreSQL is lost, and an older dump takes its place: exposure has forgotten orders that trade,
/// so nothing is decided.
class RestoredJournalIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final KafkaTopic decisions = new KafkaTopic(Topics.AUTHORIZE_DECISIONS);
  private final Database database = RunningService.freshDatabase();

  @AfterEach
  void bringBack() {
    Servers.kafka().start();
  }

  @Test
  void aJournalOlderThanWhatWasPublishedKeepsTheLanesClosedUntilAPersonDecides() {
    Database dump = dumpBetween();
    String code;
    try (var service = RunningService.launch(dump)) {
      code = awaitContradiction(service, 6);
      assertThat(service.authorize("c0", "after-0", "AAPL", "BUY", "1", "1").status())
          .isEqualTo(503);
      assertThat(service.get("/health").status()).isEqualTo(503);
      assertThat(service.metric("authorize_published_contradicted")).isEqualTo(1);
    }
    assertThat(numbers()).hasSize(11).allSatisfy((place, ids) -> assertThat(ids).hasSize(1));

    String giveUp = "tradewitness.authorize.published.give-up=";
    try (var service = RunningService.launch(dump, giveUp + "0123456789abcdef")) {
      assertThat(awaitContradiction(service, 6)).isEqualTo(code);
    }
    RunningService.start(dump, giveUp + code).close();
    try (var service = RunningService.start(dump)) {
      assertThat(service.authorize("c0", "after-1", "AAPL", "BUY", "1", "1").status())
          .isEqualTo(200);
      assertThat(service.get("/health").text("published", "state")).isEqualTo("COMPARED");
    }
    System.out.println(
        "older dump under authorize: 11 acknowledged, 6 of them not in the dump, 6 named at the"
            + " start, 0 decided before a person gave them up");
  }

  @Test
  void anOlderDumpUnderARunningServiceClosesTheLanes() throws SQLException {
    try (var service = RunningService.start(database)) {
      authorize(service, "before", 5);
      awaitPublished(5);
      Database dump = Servers.postgres().dump(database);
      service.awaitOpen();
      authorize(service, "since", 6);
      awaitPublished(11);

      Servers.postgres().restore(database, dump);

      await()
          .atMost(PATIENCE)
          .until(() -> {
            assertThat(service.authorize("c0", "after", "AAPL", "BUY", "1", "1").status())
                .isEqualTo(503);
            return state(service).equals("CONTRADICTED");
          });
      awaitContradiction(service, 6);
      assertThat(numbers()).hasSize(11).allSatisfy((place, ids) -> assertThat(ids).hasSize(1));
      assertCursorsWithinTheJournal();
    }
  }

  @Test
  void withoutKafkaOrdersAreDecidedAndWhatWasLostIsNamedOnceItIsBack() {
    Database dump = dumpBetween();
    Servers.kafka().stop();
    try (var service =
        RunningService.start(
            dump,
            "tradewitness.authorize.published.kafka-wait=1s",
            "tradewitness.authorize.published.patience=2s")) {
      assertThat(service.get("/health").text("status")).isEqualTo("degraded");
      assertThat(state(service)).isEqualTo("KAFKA_AWAY");
      assertThat(service.authorize("c0", "meanwhile", "AAPL", "BUY", "1", "1").status())
          .isEqualTo(200);
      Servers.kafka().start();
      awaitContradiction(service, 6);
      assertThat(service.authorize("c0", "later", "AAPL", "BUY", "1", "1").status()).isEqualTo(503);
    }
  }

  @Test
  void whatIsDecidedWithoutKafkaDoesNotHideFromTheNextStartWhatWasLost() {
    Database dump = dumpBetween();
    Servers.kafka().stop();
    try (var service =
        RunningService.start(
            dump,
            "tradewitness.authorize.published.kafka-wait=1s",
            "tradewitness.authorize.published.patience=2s")) {
      authorize(service, "meanwhile", 12);
    }
    Servers.kafka().start();
    try (var service = RunningService.launch(dump)) {
      awaitContradiction(service, 6);
      assertThat(service.authorize("c0", "later", "AAPL", "BUY", "1", "1").status()).isEqualTo(503);
    }
  }

  /// Of a journal with five decisions; eleven are published.
  private Database dumpBetween() {
    try (var service = RunningService.start(database)) {
      authorize(service, "before", 5);
      awaitPublished(5);
      Database dump = Servers.postgres().dump(database);
      service.awaitOpen();
      authorize(service, "since", 6);
      awaitPublished(11);
      return dump;
    }
  }

  /// Sends each until it is decided, as a client does.
  private static void authorize(RunningService service, String name, int orders) {
    for (int i = 0; i < orders; i++) {
      String id = name + "-" + i;
      String client = "c" + i % 3;
      await()
          .atMost(PATIENCE)
          .until(() -> service.authorize(client, id, "AAPL", "BUY", "1", "1").status() == 200);
    }
  }

  private void awaitPublished(int count) {
    decisions.readUntil(all -> numbers().size() >= count);
  }

  /// @return the code of the contradiction
  private static String awaitContradiction(RunningService service, int lost) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(state(service)).isEqualTo("CONTRADICTED"));
    String detail = service.get("/health").text("published", "detail");
    assertThat(detail).contains(lost + " published decisions are not in the journal");
    return detail.substring(detail.lastIndexOf(' ') + 1);
  }

  private static String state(RunningService service) {
    return service.get("/health").text("published", "state");
  }

  /// The decisions that were published under each number of each lane.
  private Map<String, Set<String>> numbers() {
    var numbers = new HashMap<String, Set<String>>();
    decisions
        .readAll()
        .forEach(message -> {
          JsonObject decision = json(message.value());
          numbers
              .computeIfAbsent(
                  decision.text("lane") + "/" + decision.text("sequence"), _ -> new HashSet<>())
              .add(Objects.requireNonNull(decision.string("decision_id")));
        });
    return numbers;
  }

  private static JsonObject json(byte[] value) {
    try {
      return Json.parseObject(value, JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      throw new AssertionError(e);
    }
  }

  private void assertCursorsWithinTheJournal() throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                select c.lane from relay_cursor c
                where c.sequence > coalesce((select max(j.sequence) + 1 from journal j
                  where j.lane = c.lane), 0)
                """)) {
      List<Integer> beyond = new ArrayList<>();
      while (row.next()) {
        beyond.add(row.getInt(1));
      }
      assertThat(beyond).isEmpty();
    }
  }
}
