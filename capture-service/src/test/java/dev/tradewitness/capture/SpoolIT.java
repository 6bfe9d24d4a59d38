package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.wire.TraceParent;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// PostgreSQL dies and capture goes on taking events, as a process that can be killed as well.
class SpoolIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /// Alone on a machine it is under a second; tests share theirs.
  private static final Duration FROZEN_ANSWER = Duration.ofSeconds(4);

  private static final byte[] UNREADABLE =
      "of another version of the software".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  private final Database database = Servers.postgres().createDatabase("capture");

  @BeforeEach
  void emptyTopics() {
    Servers.kafka().resetTopics();
  }

  @AfterEach
  void bringBack() {
    Servers.postgres().start();
  }

  @Test
  void eventsAreKeptWhileTheDatabaseIsAwayAndComeToTheirStreamInOrder() throws Exception {
    try (var capture = start()) {
      var sent = new ArrayList<UUID>();
      sent.add(log(capture, 201));
      Servers.postgres().kill();
      for (int i = 0; i < 40; i++) {
        sent.add(log(capture, 202));
      }
      UUID first = UUID.randomUUID();
      UUID second = UUID.randomUUID();
      JsonObject batch =
          capture
              .http()
              .post(
                  "/vcp/log/batch",
                  "%s\nno event\n%s"
                      .formatted(Events.order(first, "spool:a"), Events.order(second, "spool:a"))
                      .getBytes(StandardCharsets.UTF_8))
              .json();
      assertThat(batch.text("spooled")).isEqualTo("2");
      assertThat(batch.text("refused")).isEqualTo("1");
      assertThat(batch.text("accepted")).isEqualTo("0");
      sent.add(first);
      sent.add(second);
      var health = capture.http().get("/health");
      assertThat(health.status()).isEqualTo(200);
      assertThat(health.json().string("status")).isEqualTo("degraded");
      assertThat(health.json().text("spooled_events")).isEqualTo("42");

      Servers.postgres().start();

      await().atMost(PATIENCE).until(() -> stored("spool:a").size() == sent.size());
      assertThat(stored("spool:a")).containsExactlyElementsOf(sent);
      assertThat(sequences("spool:a"))
          .containsExactlyElementsOf(LongStream.range(0, sent.size()).boxed().toList());
      assertIsDirectAgain(capture);
      assertThat(capture.http().get("/vcp/events/" + second).status()).isEqualTo(200);
    }
  }

  @Test
  void theAnswerNamesAllButTheSequenceAndAnAssignedIdIsKept() throws Exception {
    try (var capture = start()) {
      Servers.postgres().kill();
      String event =
          Events.order(UUID.randomUUID(), "spool:b").replaceFirst("\"event_id\": \"[^\"]*\", ", "");
      UUID trace = UUID.randomUUID();
      JsonObject answer =
          capture
              .http()
              .post(
                  "/vcp/log",
                  event.getBytes(StandardCharsets.UTF_8),
                  Map.of("traceparent", new TraceParent(trace, 7, true).text()))
              .json();
      assertThat(answer.members().keySet())
          .containsExactlyInAnyOrder(
              "status",
              "event_id",
              "event_hash",
              "policy_id",
              "hash_profile",
              "received_at",
              "warnings");
      assertThat(answer.string("status")).isEqualTo("spooled");

      Servers.postgres().start();

      await().atMost(PATIENCE).until(() -> stored("spool:b").size() == 1);
      assertThat(stored("spool:b").getFirst()).hasToString(answer.string("event_id"));
      var read = capture.http().get("/vcp/events/" + answer.string("event_id"));
      assertThat(read.text()).contains(answer.string("event_hash"), answer.string("received_at"));
      assertThat(read.json().object("security").string("trace_id")).isEqualTo(trace.toString());
    }
  }

  @Test
  void killedWithEventsInTheSpoolItHasThemAfterwardsAndNothingUnreadableHoldsThemUp()
      throws Exception {
    var acknowledged = new ArrayList<UUID>();
    try (var capture = start()) {
      acknowledged.add(log(capture, 201));
      Servers.postgres().kill();
      try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
        var answers =
            writers.invokeAll(
                IntStream.range(0, 200)
                    .mapToObj(_ -> (Callable<UUID>) () -> log(capture, 202))
                    .toList());
        for (var answer : answers) {
          acknowledged.add(answer.get());
        }
      }
      capture.kill();
    }
    unreadableFirst(folder.resolve("spool/spool"));
    Servers.postgres().start();

    try (var again = start()) {
      await().atMost(PATIENCE).until(() -> stored("spool:a").size() == acknowledged.size());
      assertThat(stored("spool:a")).containsExactlyInAnyOrderElementsOf(acknowledged);
      assertIsDirectAgain(again);
      assertThat(Files.readString(folder.resolve("spool/refused.ndjson")))
          .contains("NOT_READABLE", Base64.getEncoder().encodeToString(UNREADABLE))
          .hasLineCount(1);
    }
  }

  @Test
  void killedInTheMiddleOfADrainItGoesOnWhereItWas() throws Exception {
    var acknowledged = new ArrayList<UUID>();
    try (var capture = start("--tradewitness.capture.spool.drain-events=20")) {
      Servers.postgres().kill();
      for (int i = 0; i < 2000; i += 100) {
        List<UUID> ids = Stream.generate(UUID::randomUUID).limit(100).toList();
        String batch =
            ids.stream().map(id -> Events.order(id, "spool:a")).collect(Collectors.joining("\n"));
        var answer = capture.http().post("/vcp/log/batch", batch.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.json().text("spooled")).isEqualTo("100");
        acknowledged.addAll(ids);
      }
      Servers.postgres().start();
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> stored("spool:a").size() > 100);
      capture.kill();
    }
    int before = stored("spool:a").size();

    try (var again = start()) {
      await().atMost(PATIENCE).until(() -> stored("spool:a").size() == acknowledged.size());
      assertThat(stored("spool:a")).containsExactlyElementsOf(acknowledged);
      assertIsDirectAgain(again);
    }
    System.out.printf(
        "kill -9 in the middle of a drain: %d of %d events in the table before, all of them once and in order afterwards%n",
        before, acknowledged.size());
  }

  /// Puts a whole record that no decoder understands before all others, as an earlier version wrote
  /// it.
  private static void unreadableFirst(Path file) throws IOException {
    var crc = new CRC32C();
    crc.update(UNREADABLE);
    Files.write(
        file,
        ByteBuffer.allocate(8 + UNREADABLE.length)
            .putInt(UNREADABLE.length)
            .putInt((int) crc.getValue())
            .put(UNREADABLE)
            .array());
  }

  @Test
  void whatCannotComeToItsStreamIsWrittenDownBesideIt() throws Exception {
    try (var capture = start()) {
      UUID taken = log(capture, 201);
      Servers.postgres().kill();
      assertThat(capture.http().log(Events.order(taken, "spool:a", "other")).status())
          .isEqualTo(202);
      UUID behind = log(capture, 202);

      Servers.postgres().start();

      await().atMost(PATIENCE).until(() -> stored("spool:a").contains(behind));
      assertThat(stored("spool:a")).containsExactly(taken, behind);
      // A refusal is written down after the commit that shows it, and before its record is let go.
      await()
          .atMost(PATIENCE)
          .until(() -> "0".equals(capture.http().get("/health").json().text("spooled_events")));
      assertThat(Files.readString(folder.resolve("spool/refused.ndjson")))
          .contains("ID_REUSED", taken.toString(), "other");
      assertThat(capture.http().get("/metrics").text())
          .contains("tradewitness_capture_spool_refused_total 1.0");
    }
  }

  @Test
  void itStartsAndSpoolsWhileTheDatabaseIsAwayAndStoresWhenItComes() throws Exception {
    var sent = new ArrayList<UUID>();
    Servers.postgres().kill();
    try (var capture = start()) {
      sent.add(log(capture, 202));
      assertThat(capture.http().get("/health").json().string("status")).isEqualTo("degraded");
      capture.kill();
    }
    try (var again = start()) {
      sent.add(log(again, 202));

      Servers.postgres().start();

      // Up means migrated, too: before that there is no table to look into.
      await()
          .atMost(PATIENCE)
          .until(() -> "up".equals(again.http().get("/health").json().string("database")));
      await().atMost(PATIENCE).until(() -> stored("spool:a").size() == sent.size());
      assertThat(stored("spool:a")).containsExactlyElementsOf(sent);
      assertThat(again.http().get("/vcp/keys").text()).contains("kid");
      assertIsDirectAgain(again);
    }
  }

  @Test
  void aDatabaseThatIsFrozenIsAwayWithinASecond() throws Exception {
    try (var capture = start("--tradewitness.capture.spool.commit-wait=700ms")) {
      var sent = new ArrayList<UUID>();
      sent.add(log(capture, 201));
      List<ProcessHandle> frozen = FrozenProcesses.freeze(database);
      try {
        for (int i = 0; i < 5; i++) {
          long before = System.nanoTime();
          sent.add(log(capture, 202));
          assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(FROZEN_ANSWER);
        }
      } finally {
        FrozenProcesses.thaw(frozen);
      }
      await().atMost(PATIENCE).until(() -> stored("spool:a").size() == sent.size());
      assertThat(stored("spool:a")).containsExactlyElementsOf(sent);
    }
  }

  @Test
  void damagedRecordsAreSkippedCountedAndShown() throws Exception {
    var sent = new ArrayList<UUID>();
    try (var capture = start()) {
      Servers.postgres().kill();
      for (int i = 0; i < 5; i++) {
        sent.add(log(capture, 202));
      }
      capture.kill();
    }
    Path segment = folder.resolve("spool/0000000000000001.segment");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[bytes.length / 2] ^= 1; // within the third of five
    Files.write(segment, bytes);
    sent.remove(2);
    Servers.postgres().start();

    try (var again = start()) {
      await().atMost(PATIENCE).until(() -> stored("spool:a").size() == sent.size());
      assertThat(stored("spool:a")).containsExactlyElementsOf(sent);
      assertThat(again.http().get("/metrics").text())
          .contains("tradewitness_capture_spool_damaged_total 1.0");
      assertThat(again.http().get("/health").json().string("status")).isEqualTo("degraded");
      await()
          .atMost(PATIENCE)
          .until(() -> Files.exists(folder.resolve("spool/0000000000000001.segment.damaged")));
    }
  }

  @Test
  void aFullSpoolTurnsAwayAndSaysSo() throws Exception {
    try (var capture = start("--tradewitness.capture.spool.size-max=2KB")) {
      Servers.postgres().kill();
      assertThat(log(capture, 202)).isNotNull();
      await()
          .atMost(PATIENCE)
          .until(() -> {
            var answer = capture.http().log(Events.order(UUID.randomUUID(), "spool:a"));
            return answer.status() == 503 && "DATABASE_AWAY".equals(answer.json().string("code"));
          });
      assertThat(capture.http().get("/health").status()).isEqualTo(503);
    }
  }

  private CaptureProcess start(String... settings) {
    var all = new ArrayList<>(List.of(settings));
    // Tests share their machine with whatever else builds there.
    all.add("--tradewitness.capture.intake.deadline=20s");
    if (settings.length == 0) {
      all.add("--tradewitness.capture.spool.commit-wait=5s");
    }
    all.add("--tradewitness.capture.spool.folder=" + folder.resolve("spool"));
    return CaptureProcess.start(database, all.toArray(String[]::new));
  }

  /// Whoever reads "healthy" gets no 202 any more.
  private static void assertIsDirectAgain(CaptureProcess capture) {
    await()
        .atMost(PATIENCE)
        .until(() -> "healthy".equals(capture.http().get("/health").json().string("status")));
    assertThat(capture.http().get("/health").json().text("spooled_events")).isEqualTo("0");
    assertThat(log(capture, 201)).isNotNull();
  }

  private static UUID log(CaptureProcess capture, int status) {
    UUID id = UUID.randomUUID();
    var answer = capture.http().log(Events.order(id, "spool:a"));
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    return id;
  }

  private List<UUID> stored(String policyId) throws SQLException {
    return rows(policyId, rows -> rows.getObject("event_id", UUID.class));
  }

  private List<Long> sequences(String policyId) throws SQLException {
    return rows(policyId, rows -> rows.getLong("sequence"));
  }

  private interface Row<T> {
    T read(ResultSet rows) throws SQLException;
  }

  private <T> List<T> rows(String policyId, Row<T> row) throws SQLException {
    var values = new ArrayList<T>();
    try (var connection = database.connect();
        var statement =
            connection.prepareStatement(
                "select event_id, sequence from event join stream using (stream_id)"
                    + " where policy_id = ? order by sequence")) {
      statement.setString(1, policyId);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          values.add(row.read(rows));
        }
      }
    }
    return values;
  }
}
