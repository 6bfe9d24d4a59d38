package dev.tradewitness.capture;

import static dev.tradewitness.capture.SpoolingCapture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The service, or PostgreSQL, dies while LDJSON comes in: nothing that was acknowledged is lost,
/// nothing is there twice, and everything is in its order.
class LdjsonLossIT {

  private static final String POLICY = "local.tradewitness:";

  @TempDir private static Path folder;

  private static Database database;

  @BeforeAll
  static void prepare() {
    Servers.kafka().resetTopics();
    database = Servers.postgres().createDatabase("capture");
  }

  @AfterEach
  void bringBack() {
    Servers.postgres().start();
  }

  @Test
  void killedAndAskedToEndUnderLoadItLosesAndDoublesNothing() throws Exception {
    int count = 30_000;
    try (var shared = new SharedCapture(() -> CaptureProcess.start(database))) {
      shared.running();
      var client = new ResendingClient(() -> shared.running().ldjsonPort(), "kill", count, 165);
      var all = CompletableFuture.runAsync(client::run);
      await().atMost(PATIENCE).until(() -> client.acknowledged() > count / 10);
      shared.running().kill();
      long atKill = client.acknowledged();
      await().atMost(PATIENCE).until(() -> client.acknowledged() > Math.max(atKill, count / 3));
      assertThat(shared.running().end(Duration.ofSeconds(20))).isZero();
      all.get(5, TimeUnit.MINUTES);

      List<Integer> stored = stored("kill");
      System.out.printf(
          "LDJSON kill -9 and SIGTERM: %d lines, sent %d over %d connections, acknowledged %d,"
              + " stored %d, lost %d, doubled %d%n",
          count,
          client.sent(),
          client.connections(),
          client.acknowledged(),
          stored.size(),
          count - stored.stream().distinct().count(),
          stored.size() - stored.stream().distinct().count());
      assertThat(client.connections()).isGreaterThanOrEqualTo(3);
      assertThat(stored).isEqualTo(numbers(count));
    }
  }

  @Test
  void whilePostgresIsAwayReadingStopsAndNothingIsDropped() throws Exception {
    int count = 50_000;
    try (var capture = CaptureProcess.start(database)) {
      var client = new ResendingClient(capture::ldjsonPort, "away", count, 600);
      Servers.postgres().kill();
      await().atMost(PATIENCE).until(() -> capture.http().get("/health").status() == 503);
      var all = CompletableFuture.runAsync(client::run);
      await()
          .atMost(PATIENCE)
          .until(() -> client.bytes() > 0 && standsStill(client, Duration.ofSeconds(3)));
      assertThat(client.acknowledged()).isZero();
      System.out.printf(
          "LDJSON back-pressure: the client was stopped after %d of %d lines, %d bytes%n",
          client.sent(), count, client.bytes());
      assertThat(client.sent()).isLessThan(count);

      Servers.postgres().start();
      all.get(5, TimeUnit.MINUTES);

      assertThat(client.connections()).isEqualTo(1);
      assertThat(stored("away")).isEqualTo(numbers(count));
      String metrics = capture.http().get("/metrics").text();
      assertThat(metrics).doesNotContain("sidecar_messages_dropped_total{");
      assertThat(metrics)
          .containsPattern("tradewitness_capture_ldjson_resubmissions_total [1-9]")
          .containsPattern(
              "sidecar_messages_received_total\\{source=\"ldjson:away\"} (50000.0|5.0E4)");
    }
  }

  @Test
  void withASpoolLinesAreAcknowledgedWhilePostgresIsAwayAndComeInTheirOrder() throws Exception {
    int count = 20_000;
    try (var capture = SpoolingCapture.start(database, folder, SpoolingCapture.PATIENT_COMMIT)) {
      var client = new ResendingClient(capture::ldjsonPort, "spooled", count, 165);
      Servers.postgres().kill();
      CompletableFuture.runAsync(client::run).get(2, TimeUnit.MINUTES);
      assertThat(client.acknowledged()).isEqualTo(count);

      Servers.postgres().start();
      await().atMost(PATIENCE).until(() -> stored("spooled").size() >= count);

      assertThat(stored("spooled")).isEqualTo(numbers(count));
    }
  }

  private static boolean standsStill(ResendingClient client, Duration time) {
    long before = client.bytes();
    await().pollDelay(time).until(() -> true);
    return client.bytes() == before;
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  /// The lines' own numbers, in the order of their stream.
  private static List<Integer> stored(String src) throws SQLException {
    var numbers = new ArrayList<Integer>();
    try (var connection = database.connect();
        var statement =
            connection.prepareStatement(
                """
                select (convert_from(document, 'UTF8')::json #>> '{payload,message,data,n}')::int
                from event join stream using (stream_id) where policy_id = ? order by sequence
                """)) {
      statement.setString(1, POLICY + src);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          numbers.add(row.getInt(1));
        }
      }
    }
    return numbers;
  }
}
