package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Kafka is away, or does not want an event. Tests share a capture-service where its settings
/// allow.
class RelayOutageIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static Database database;
  private static SharedCapture shared;

  @BeforeAll
  static void prepare() {
    Servers.kafka().resetTopics();
    database = Servers.postgres().createDatabase("capture");
    shared =
        new SharedCapture(
            () -> CaptureProcess.start(database, "--tradewitness.capture.relay.in-flight-max=50"));
  }

  @AfterAll
  static void stop() {
    shared.close();
  }

  @AfterEach
  void bringBack() {
    Servers.kafka().start();
  }

  @Test
  void theLagGrowsBeyondWhatTheRelayHoldsInHand() throws Exception {
    CaptureProcess capture = shared.running();
    log(capture, "outage:lag", "ORD-0");
    await().atMost(PATIENCE).until(() -> lag(capture) == 0);
    Servers.kafka().kill();
    for (int i = 0; i < 300; i++) {
      log(capture, "outage:lag", "ORD-" + i);
    }
    await().atMost(PATIENCE).until(() -> lag(capture) == 300);
    Servers.kafka().start();
    await().atMost(PATIENCE).until(() -> lag(capture) == 0);
  }

  @Test
  void manyStreamsCatchUpTogether() throws Exception {
    shared.end();
    try (var capture =
        CaptureProcess.start(
            database,
            "--tradewitness.capture.relay.in-flight-max=50",
            "--tradewitness.capture.relay.hand-off-events-max=10")) {
      log(capture, "outage:first", "ORD-0");
      await().atMost(PATIENCE).until(() -> lag(capture) == 0);
      Servers.kafka().kill();
      for (int i = 0; i < 250; i++) {
        log(capture, "outage:stream-" + i, "ORD-0");
        log(capture, "outage:stream-" + i, "ORD-1");
      }
      Servers.kafka().start();
      await().atMost(PATIENCE).until(() -> lag(capture) == 0);
      // One for each event at most until the relay has all in hand that it may have, few
      // afterwards.
      assertThat(reads(capture)).isBetween(1.0, 150.0);
      try (var topics = new TopicReader()) {
        for (int i = 0; i < 250; i += 25) {
          assertThat(topics.events("outage:stream-" + i))
              .extracting(record -> TopicReader.headers(record).sequence())
              .containsSubsequence(0L, 1L);
        }
      }
    }
  }

  @Test
  void anEventThatKafkaNeverTakesIsCountedAndDoesNotHoldUpItsStream() throws Exception {
    setTopic("max.message.bytes", "10000");
    CaptureProcess capture = shared.running();
    try (var topics = new TopicReader()) {
      log(capture, "outage:refused", "ORD-0");
      log(capture, "outage:refused", "x".repeat(30_000));
      log(capture, "outage:refused", "ORD-2");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(topics.events("outage:refused"))
                  .extracting(record -> TopicReader.headers(record).sequence())
                  .contains(0L, 2L)
                  .doesNotContain(1L));
      assertThat(capture.http().get("/metrics").text())
          .contains("tradewitness_capture_relay_refused_total 1.0");
      await().atMost(PATIENCE).until(() -> lag(capture) == 0);
    } finally {
      setTopic("max.message.bytes", "1048588");
    }
  }

  /// As with a clock that is far from the broker's: each record is older than the topic takes,
  /// which here is no age at all.
  @Test
  void eventsThatKafkaRefusesForTheirTimeAreSentAgainUntilItTakesThem() throws Exception {
    setTopic("message.timestamp.type", "CreateTime");
    setTopic("message.timestamp.before.max.ms", "0");
    shared.end();
    try (var capture = CaptureProcess.start(database);
        var topics = new TopicReader()) {
      String batch =
          IntStream.range(0, 50)
              .mapToObj(i -> Events.order(UUID.randomUUID(), "outage:time", "ORD-" + i))
              .collect(Collectors.joining("\n"));
      var answer = capture.http().post("/vcp/log/batch", batch.getBytes(StandardCharsets.UTF_8));
      assertThat(answer.json().text("accepted")).isEqualTo("50");
      await()
          .atMost(PATIENCE)
          .until(() ->
              !capture
                  .http()
                  .get("/metrics")
                  .text()
                  .contains("tradewitness_capture_relay_failures_total 0.0"));
      setTopic("message.timestamp.before.max.ms", Long.toString(Long.MAX_VALUE));
      await().atMost(PATIENCE).until(() -> lag(capture) == 0);
      assertThat(topics.events("outage:time"))
          .extracting(record -> TopicReader.headers(record).sequence())
          .containsAll(LongStream.range(0, 50).boxed().toList());
      assertThat(capture.http().get("/metrics").text())
          .contains("tradewitness_capture_relay_refused_total 0.0");
    } finally {
      setTopic("message.timestamp.before.max.ms", Long.toString(Long.MAX_VALUE));
      setTopic("message.timestamp.type", "LogAppendTime");
    }
  }

  /// Statements by which the relay read events from the table.
  private static double reads(CaptureProcess capture) {
    return capture
        .http()
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("tradewitness_capture_relay_reads_total "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static void setTopic(String name, String value) throws Exception {
    try (var admin =
        Admin.create(Map.of("bootstrap.servers", Servers.kafka().bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, "vcp.events"),
                  List.of(
                      new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private static long lag(CaptureProcess capture) {
    return Long.parseLong(capture.http().get("/health").json().text("relay_lag"));
  }

  private static void log(CaptureProcess capture, String policyId, String orderId) {
    var answer = capture.http().log(Events.order(UUID.randomUUID(), policyId, orderId));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }
}
