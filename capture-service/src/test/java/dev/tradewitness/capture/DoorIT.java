package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.testservers.Servers;
import dev.tradewitness.testservers.Transactions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/// What reaches the service and what does not.
@CaptureTest
class DoorIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private CaptureHttp http;
  private String base;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    http = new CaptureHttp(port);
    base = "http://127.0.0.1:" + port;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/vcp/log", "/vcp/log/batch"})
  void anEventThatAForeignPageCouldSendIsNotStored(String path) throws Exception {
    UUID id = UUID.randomUUID();
    String event = Events.order(id, "test:door").replace("\n", "");
    for (String type :
        List.of(
            "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")) {
      assertThat(post(path, event, "Content-Type", type).statusCode()).as(type).isEqualTo(415);
    }
    assertThat(post(path, event).statusCode()).as("no type").isEqualTo(415);
    assertThat(
            post(path, event, "Content-Type", "application/json", "Origin", "http://evil.example")
                .statusCode())
        .isEqualTo(403);
    assertThat(http.get("/vcp/events/" + id).status()).isEqualTo(404);
    assertThat(post(path, event, "Content-Type", "application/json", "Origin", base).statusCode())
        .isIn(200, 201);
    assertThat(http.get("/vcp/events/" + id).status()).isEqualTo(200);
  }

  @Test
  void linesOfJsonAreABatchAndNotAnEvent() throws Exception {
    String event = Events.order(UUID.randomUUID(), "test:door").replace("\n", "");
    assertThat(post("/vcp/log/batch", event, "Content-Type", "application/x-ndjson").statusCode())
        .isEqualTo(200);
    assertThat(post("/vcp/log", event, "Content-Type", "application/x-ndjson").statusCode())
        .isEqualTo(415);
  }

  @Test
  void aPolicyIdMayBePercentEncodedInAPath() {
    http.log(Events.order(UUID.randomUUID(), "test:door-encoded"));
    assertThat(http.get("/vcp/streams/test%3Adoor%2Dencoded/events").json().text("head"))
        .isEqualTo("1");
    assertThat(http.get("/vcp/streams/a%2Fb/events").status()).isEqualTo(404);
    assertThat(http.get("/vcp/events/a%2Fb").status()).isEqualTo(400);
    assertThat(http.get("/vcp/traces/a%5Cb").status()).isEqualTo(400);
  }

  @Test
  void aMessageOfAnAbortedTransactionIsNotAnEvent() {
    var transactions = new Transactions(Servers.kafka().bootstrapServers());
    transactions.abort(
        List.of(
            message(Topics.ORDERS, "aborted"),
            message(Topics.EXECUTIONS, "aborted"),
            message(Topics.ERRORS, "aborted")));
    transactions.commit(
        List.of(message(Topics.ORDERS, "committed"), message(Topics.EXECUTIONS, "committed")));
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(count("committed")).isEqualTo(2));
    assertThat(count("aborted")).isZero();
    assertThat(http.get("/vcp/events?policy_id=local.tradewitness:errors").text())
        .doesNotContain("aborted");
  }

  @Test
  void aBatchOfAnAbortedTransactionIsShownWithNoEvent() {
    UUID id = UUID.randomUUID();
    http.log(Events.order(id, "test:door-anchored"));
    var transactions = new Transactions(Servers.kafka().bootstrapServers());
    transactions.abort(List.of(batch("cd")));
    transactions.commit(List.of(batch("ab")));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(http.get("/vcp/events/" + id).text()).contains("ab".repeat(32)));
    assertThat(http.get("/vcp/events/" + id).text()).doesNotContain("cd".repeat(32));
  }

  private static ProducerRecord<byte[], byte[]> batch(String root) {
    // The batch that comes first stays: later ones may only bring its anchors.
    return record(
        Topics.VCP_ANCHORS,
        "test:door-anchored",
        """
        {"batch_id":"01957b1c-0000-7000-8000-0000000000%s","policy_id":"test:door-anchored",
         "merkle_algo":"RFC6962","merkle_root":"%s","event_count":1,"first_sequence":0,
         "last_sequence":0,"closed_at":"2026-03-01T12:00:00.000000Z","anchored_at":null,
         "status":"PENDING","anchors":[]}\
        """
            .formatted(root, root.repeat(32)));
  }

  private int count(String orderId) {
    return http.get("/vcp/events?order_id=" + orderId).json().array("events").size();
  }

  private static ProducerRecord<byte[], byte[]> message(String topic, String id) {
    return record(
        topic,
        "k",
        """
        {"order_id":"%s","code":"%s","symbol":"X","side":"BUY","type":"LIMIT","price":1,"quantity":1}\
        """
            .formatted(id, id));
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, String key, String value) {
    return new ProducerRecord<>(
        topic, 0, key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
