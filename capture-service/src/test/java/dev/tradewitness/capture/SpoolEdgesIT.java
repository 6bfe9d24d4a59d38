package dev.tradewitness.capture;

import static dev.tradewitness.capture.SpoolingCapture.PATIENCE;
import static dev.tradewitness.capture.SpoolingCapture.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.FrozenProcesses;
import dev.tradewitness.testservers.Servers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a spool does at the edges: a start without a database, a database that is frozen, damage,
/// no room. Each test has a database, a folder and a capture-service of its own.
class SpoolEdgesIT {

  /// Alone on a machine it is under a second; tests share theirs.
  private static final Duration FROZEN_ANSWER = Duration.ofSeconds(4);

  private static final String STREAM = "spool:edges";

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
  void itStartsAndSpoolsWhileTheDatabaseIsAwayAndStoresWhenItComes() throws Exception {
    var sent = new ArrayList<UUID>();
    Servers.postgres().kill();
    try (var capture = start()) {
      sent.add(log(capture, STREAM, 202));
      assertThat(capture.http().get("/health").json().string("status")).isEqualTo("degraded");
      capture.kill();
    }
    try (var again = start()) {
      sent.add(log(again, STREAM, 202));

      Servers.postgres().start();

      // Up means migrated, too: before that there is no table to look into.
      await()
          .atMost(PATIENCE)
          .until(() -> "up".equals(again.http().get("/health").json().string("database")));
      await().atMost(PATIENCE).until(() -> stored().size() == sent.size());
      assertThat(stored()).containsExactlyElementsOf(sent);
      assertThat(again.http().get("/vcp/keys").text()).contains("kid");
      SpoolingCapture.awaitDirect(again);
      assertThat(log(again, STREAM, 201)).isNotNull();
    }
  }

  @Test
  void aDatabaseThatIsFrozenIsAwayWithinFourSeconds() throws Exception {
    try (var capture = start("--tradewitness.capture.spool.commit-wait=700ms")) {
      var sent = new ArrayList<UUID>();
      List<ProcessHandle> frozen = FrozenProcesses.freeze(database);
      try {
        for (int i = 0; i < 5; i++) {
          long before = System.nanoTime();
          sent.add(log(capture, STREAM, 202));
          assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(FROZEN_ANSWER);
        }
      } finally {
        FrozenProcesses.thaw(frozen);
      }
      await().atMost(PATIENCE).until(() -> stored().size() == sent.size());
      assertThat(stored()).containsExactlyElementsOf(sent);
    }
  }

  @Test
  void damagedRecordsAreSkippedCountedAndShown() throws Exception {
    var sent = new ArrayList<UUID>();
    try (var capture = start()) {
      Servers.postgres().kill();
      for (int i = 0; i < 5; i++) {
        sent.add(log(capture, STREAM, 202));
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
      await().atMost(PATIENCE).until(() -> stored().size() == sent.size());
      assertThat(stored()).containsExactlyElementsOf(sent);
      assertThat(again.http().get("/metrics").text())
          .contains("tradewitness_capture_spool_damaged_total 1.0");
      assertThat(again.http().get("/health").json().string("status")).isEqualTo("degraded");
      await()
          .atMost(PATIENCE)
          .until(() -> Files.exists(folder.resolve("spool/0000000000000001.segment.damaged")));
    }
  }

  @Test
  void aFullSpoolTurnsAwayAndAStreamTooManyIsRefusedAtEveryDoor() throws Exception {
    try (var capture =
            start(
                SpoolingCapture.PATIENT_COMMIT,
                "--tradewitness.capture.spool.size-max=2KB",
                "--tradewitness.capture.committer.streams-max=3");
        var topics = new TopicReader()) {
      for (String stream : List.of(STREAM, "spool:second", "spool:third")) {
        assertThat(log(capture, stream, 201)).isNotNull();
      }
      var tooMany = capture.http().log(Events.order(UUID.randomUUID(), "spool:fourth"));
      assertThat(tooMany.status()).isEqualTo(400);
      assertThat(tooMany.json().array("violations").toString()).contains("NOT_STORABLE");
      topics.send("errors", "k", "{\"code\":\"E1\",\"message\":\"late\"}");
      await().atMost(PATIENCE).until(() -> topics.all("errors.dlt").size() == 1);
      assertThat(TopicReader.header(topics.all("errors.dlt").getFirst(), "reason"))
          .asString()
          .isEqualTo("NOT_STORABLE");
      assertThat(log(capture, "spool:second", 201)).isNotNull();

      Servers.postgres().kill();
      UUID spooled = log(capture, "spool:fourth", 202);
      await()
          .atMost(PATIENCE)
          .until(() -> {
            var answer = capture.http().log(Events.order(UUID.randomUUID(), STREAM));
            return answer.status() == 503 && "DATABASE_AWAY".equals(answer.json().string("code"));
          });
      assertThat(capture.http().get("/health").status()).isEqualTo(503);

      Servers.postgres().start();
      SpoolingCapture.awaitDirect(capture);
      assertThat(Files.readString(folder.resolve("spool/refused.ndjson")))
          .contains("NOT_TAKEN", spooled.toString());
      assertThat(log(capture, STREAM, 201)).isNotNull();
      assertThat(new StoredStream(database, "spool:fourth").ids()).isEmpty();
    }
  }

  /// @param settings none: commits are waited for as long as a busy machine needs
  private CaptureProcess start(String... settings) {
    return SpoolingCapture.start(
        database,
        folder,
        settings.length == 0 ? new String[] {SpoolingCapture.PATIENT_COMMIT} : settings);
  }

  private List<UUID> stored() throws SQLException {
    return new StoredStream(database, STREAM).ids();
  }
}
