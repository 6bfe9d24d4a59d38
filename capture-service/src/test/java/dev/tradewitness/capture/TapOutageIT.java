package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The tap while the database is away, and without a tap. Tests share a capture-service where its
/// settings allow.
class TapOutageIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static Database database;
  private static SharedCapture shared;

  @BeforeAll
  static void prepare() {
    Servers.kafka().resetTopics();
    database = Servers.postgres().createDatabase("capture");
    shared =
        new SharedCapture(
            () -> CaptureProcess.start(database, "--tradewitness.capture.tap.retry=100ms"));
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
  void poisonThatIsReadAgainAndAgainIsOneDeadLetter() throws Exception {
    CaptureProcess capture = shared.running();
    try (var topics = new TopicReader()) {
      Servers.postgres().kill();
      topics.send("orders", "k", "poison");
      topics.send(
          "orders",
          "k",
          """
          {"order_id":"T-1","symbol":"EURUSD","side":"BUY","type":"LIMIT","quantity":"1","price":"2"}\
          """);
      Thread.sleep(6000);
      Servers.postgres().start();
      await()
          .atMost(PATIENCE)
          .until(() ->
              capture.http().get("/vcp/streams").text().contains("local.tradewitness:orders"));
      await().atMost(PATIENCE).until(() -> !topics.all("orders.dlt").isEmpty());
      assertThat(topics.all("orders.dlt")).hasSize(1);
      assertThat(capture.http().get("/metrics").text())
          .contains("sidecar_messages_received_total{source=\"kafka:orders\"} 2.0");
    }
  }

  @Test
  void withoutATapBatchesAreShownAllTheSame() throws Exception {
    // Of one group, the other might be given the batch and show it.
    shared.end();
    try (var capture = CaptureProcess.start(database, "--tradewitness.capture.tap.enabled=false");
        var topics = new TopicReader()) {
      UUID id = UUID.randomUUID();
      assertThat(capture.http().log(Events.order(id, "tap:none")).status()).isEqualTo(201);
      String batch = UUID.randomUUID().toString();
      topics.send(
          "vcp.anchors",
          "tap:none",
          """
          {"batch_id":"%s","policy_id":"tap:none","merkle_algo":"RFC6962","merkle_root":"%s",\
          "event_count":1,"first_sequence":0,"last_sequence":0,\
          "closed_at":"2026-03-01T12:00:00.000000Z","anchored_at":null,"status":"PENDING","anchors":[]}\
          """
              .formatted(batch, "0".repeat(64)));
      await()
          .atMost(PATIENCE)
          .until(() -> capture.http().get("/vcp/events/" + id).text().contains(batch));
    }
  }

  @Test
  void whoPostsUnderADecisionsIdDoesNotKeepTheDecisionOut() throws Exception {
    CaptureProcess capture = shared.running();
    try (var topics = new TopicReader()) {
      UUID id = UUID.randomUUID();
      assertThat(capture.http().log(Events.order(id, "tap:thief")).status()).isEqualTo(201);
      UUID last = UUID.randomUUID();
      topics.send("authorize.decisions", "c", KafkaTapIT.decision(id, "BLOCKED"));
      topics.send("authorize.decisions", "c", KafkaTapIT.decision(id, "BLOCKED"));
      topics.send("authorize.decisions", "c", KafkaTapIT.decision(last, "BLOCKED"));
      await()
          .atMost(PATIENCE)
          .until(() -> capture.http().get("/vcp/events/" + last).status() == 200);
      await()
          .atMost(PATIENCE)
          .until(() -> decisions(capture).split("\"decision_id\":\"" + id, -1).length == 2);
      assertThat(topics.all("authorize.decisions.dlt")).isEmpty();
    }
  }

  private static String decisions(CaptureProcess capture) {
    return capture
        .http()
        .get("/vcp/events?policy_id=local.tradewitness:authorize-decisions")
        .text();
  }
}
