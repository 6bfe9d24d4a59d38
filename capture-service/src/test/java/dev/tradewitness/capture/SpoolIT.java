package dev.tradewitness.capture;

import static dev.tradewitness.capture.SpoolingCapture.PATIENCE;
import static dev.tradewitness.capture.SpoolingCapture.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
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
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// PostgreSQL dies and capture goes on taking events, as a process that can be killed as well. The
/// tests share one capture-service, a stream of its own for each; one that kills it leaves another.
class SpoolIT {

  private static final byte[] UNREADABLE =
      "of another version of the software".getBytes(StandardCharsets.UTF_8);

  /// 180 MB, on a machine that builds other things, too.
  private static final Duration LONG_DRAIN = Duration.ofMinutes(5);

  private static final AtomicInteger streams = new AtomicInteger();

  @TempDir private static Path folder;

  private static Database database;
  private static SharedCapture shared;

  private final String stream = "spool:" + streams.incrementAndGet();

  @BeforeAll
  static void prepare() {
    Servers.kafka().resetTopics();
    database = Servers.postgres().createDatabase("capture");
    shared =
        new SharedCapture(() ->
            SpoolingCapture.start(
                database,
                folder,
                SpoolingCapture.PATIENT_COMMIT,
                // Long batches on a machine that builds other things, too.
                "--tradewitness.capture.rest.batch-deadline=25s"));
  }

  @AfterAll
  static void stop() {
    shared.close();
  }

  @AfterEach
  void bringBack() {
    Servers.postgres().start();
  }

  @Test
  void eventsAreKeptWhileTheDatabaseIsAwayAndComeToTheirStreamInOrder() throws Exception {
    CaptureProcess capture = direct();
    var sent = new ArrayList<UUID>();
    sent.add(log(capture, stream, 201));
    Servers.postgres().kill();
    for (int i = 0; i < 40; i++) {
      sent.add(log(capture, stream, 202));
    }
    UUID first = UUID.randomUUID();
    UUID second = UUID.randomUUID();
    JsonObject batch =
        capture
            .http()
            .post(
                "/vcp/log/batch",
                "%s\nno event\n%s"
                    .formatted(Events.order(first, stream), Events.order(second, stream))
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

    await().atMost(PATIENCE).until(() -> stored().size() == sent.size());
    assertThat(stored()).containsExactlyElementsOf(sent);
    assertThat(sequences())
        .containsExactlyElementsOf(LongStream.range(0, sent.size()).boxed().toList());
    assertIsDirectAgain(capture);
    assertThat(capture.http().get("/vcp/events/" + second).status()).isEqualTo(200);
  }

  @Test
  void theAnswerNamesAllButTheSequenceAndAnAssignedIdIsKept() throws Exception {
    CaptureProcess capture = direct();
    Servers.postgres().kill();
    String event =
        Events.order(UUID.randomUUID(), stream).replaceFirst("\"event_id\": \"[^\"]*\", ", "");
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

    await().atMost(PATIENCE).until(() -> stored().size() == 1);
    assertThat(stored().getFirst()).hasToString(answer.string("event_id"));
    var read = capture.http().get("/vcp/events/" + answer.string("event_id"));
    assertThat(read.text()).contains(answer.string("event_hash"), answer.string("received_at"));
    assertThat(read.json().object("security").string("trace_id")).isEqualTo(trace.toString());
  }

  @Test
  void killedWithEventsInTheSpoolItHasThemAfterwardsAndNothingUnreadableHoldsThemUp()
      throws Exception {
    var acknowledged = new ArrayList<UUID>();
    CaptureProcess capture = direct();
    acknowledged.add(log(capture, stream, 201));
    Servers.postgres().kill();
    try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          writers.invokeAll(
              IntStream.range(0, 200)
                  .mapToObj(_ -> (Callable<UUID>) () -> log(capture, stream, 202))
                  .toList());
      for (var answer : answers) {
        acknowledged.add(answer.get());
      }
    }
    capture.kill();
    unreadableFirst(folder.resolve("spool/spool"));
    Servers.postgres().start();

    CaptureProcess again = shared.running();
    await().atMost(PATIENCE).until(() -> stored().size() == acknowledged.size());
    assertThat(stored()).containsExactlyInAnyOrderElementsOf(acknowledged);
    assertIsDirectAgain(again);
    assertThat(Files.readAllLines(folder.resolve("spool/refused.ndjson")))
        .filteredOn(line -> line.contains(Base64.getEncoder().encodeToString(UNREADABLE)))
        .singleElement(STRING)
        .contains("NOT_READABLE");
  }

  /// Taken apart, all of them together are more than the heap of a process here, which is 256 MB.
  @Test
  void aBacklogOfLongEventsDrainsInASmallHeapAndGoesOnAfterAKillInTheMiddle() throws Exception {
    var acknowledged = new ArrayList<UUID>();
    CaptureProcess capture = direct();
    Servers.postgres().kill();
    String longId = "x".repeat(60_000);
    for (int i = 0; i < 3000; i += 200) {
      List<UUID> ids = Stream.generate(UUID::randomUUID).limit(200).toList();
      String batch =
          ids.stream()
              .map(id -> Events.order(id, stream, longId))
              .collect(Collectors.joining("\n"));
      var answer = capture.http().post("/vcp/log/batch", batch.getBytes(StandardCharsets.UTF_8));
      assertThat(answer.json().text("spooled")).isEqualTo("200");
      acknowledged.addAll(ids);
    }
    Servers.postgres().start();
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> stored().size() > 100);
    capture.kill();
    int before = stored().size();

    CaptureProcess again = shared.running();
    await().atMost(LONG_DRAIN).until(() -> stored().size() == acknowledged.size());
    assertThat(stored()).containsExactlyElementsOf(acknowledged);
    assertIsDirectAgain(again);
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
    CaptureProcess capture = direct();
    double refusedBefore = refusedTotal(capture);
    UUID taken = log(capture, stream, 201);
    Servers.postgres().kill();
    assertThat(capture.http().log(Events.order(taken, stream, "other")).status()).isEqualTo(202);
    UUID behind = log(capture, stream, 202);

    Servers.postgres().start();

    await().atMost(PATIENCE).until(() -> stored().contains(behind));
    assertThat(stored()).containsExactly(taken, behind);
    // A refusal is written down after the commit that shows it, and before its record is let go.
    await()
        .atMost(PATIENCE)
        .until(() -> "0".equals(capture.http().get("/health").json().text("spooled_events")));
    assertThat(Files.readString(folder.resolve("spool/refused.ndjson")))
        .contains("ID_REUSED", taken.toString(), "other");
    assertThat(refusedTotal(capture)).isEqualTo(refusedBefore + 1);
  }

  /// The shared one, with nothing in its spool.
  private static CaptureProcess direct() {
    CaptureProcess capture = shared.running();
    SpoolingCapture.awaitDirect(capture);
    return capture;
  }

  private void assertIsDirectAgain(CaptureProcess capture) {
    SpoolingCapture.awaitDirect(capture);
    assertThat(log(capture, stream, 201)).isNotNull();
  }

  private static double refusedTotal(CaptureProcess capture) {
    return capture
        .http()
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("tradewitness_capture_spool_refused_total "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private List<UUID> stored() throws SQLException {
    return new StoredStream(database, stream).ids();
  }

  private List<Long> sequences() throws SQLException {
    return new StoredStream(database, stream).sequences();
  }
}
