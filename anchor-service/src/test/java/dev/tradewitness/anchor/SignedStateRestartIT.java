package dev.tradewitness.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.anchor.log.NaiveTree;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.kit.signing.Ed25519Signer;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// What a start must not do to what was signed before: under another name, with another key, or
/// with a database that has forgotten some of it.
class SignedStateRestartIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String STREAM = "test:signed";
  private static final String FIRST_SEED = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";
  private static final String SECOND_SEED = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";

  private final HttpClient http = HttpClient.newHttpClient();
  private final CapturePeer capture = CapturePeer.start();
  private KafkaProducer<byte[], byte[]> producer;
  private Database database;

  @BeforeEach
  void freshServers() {
    Servers.kafka().resetTopics();
    database = Servers.postgres().createDatabase("anchor");
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", Servers.kafka().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterEach
  void close() {
    producer.close();
    capture.close();
    http.close();
  }

  @Test
  void aLogKeepsTheOriginItWasMadeUnder() throws Exception {
    try (var service = start(FIRST_SEED, database)) {
      send(5);
      awaitSigned(service, 5);
    }
    assertThatThrownBy(
            () -> start(FIRST_SEED, database, "--tradewitness.anchor.origin=other.example").close())
        .rootCause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("tradewitness.local/" + STREAM)
        .hasMessageContaining("tradewitness.anchor.origin=other.example");
    assertThatThrownBy(() ->
            start(FIRST_SEED, database, "--tradewitness.anchor.origin=" + "o".repeat(127)).close())
        .rootCause()
        .hasMessageContaining("1 to 126");
    try (var service = start(FIRST_SEED, database)) {
      send(2);
      awaitSigned(service, 7);
    }
  }

  @Test
  void anInstanceWhoseKeyAnotherOneRetiredSignsNothingMore() throws Exception {
    String secondKey =
        new Ed25519Signer(Base64.getDecoder().decode(SECOND_SEED)).publicKey().keyId();
    try (var first = start(FIRST_SEED, database)) {
      send(5);
      awaitSigned(first, 5);
      try (var second =
          start(
              SECOND_SEED, database, "--tradewitness.anchor.signing.current-key-id=" + secondKey)) {
        post(first, "/vcp/anchor?policy_id=" + STREAM);
        assertThat(text(first, "/vcp/anchors")).contains("\"batches\":[]");
        assertThat(text(first, "/health")).contains("KEY_RETIRED");
        HttpResponse<String> closed = post(second, "/vcp/anchor?policy_id=" + STREAM);
        assertThat(closed.statusCode()).isEqualTo(200);
        assertThat(json(closed.body()).array("batches").get(0).toString()).contains(secondKey);
        assertThat(text(second, "/health")).doesNotContain("KEY_RETIRED");
      }
    }
  }

  /// The service's database as a dump has it from before the batch: here, one with nothing in it.
  @Test
  void aDatabaseThatHasForgottenAPublishedBatchIsNotSignedOnUntilSomebodySaysSo() throws Exception {
    List<TestEvent> events;
    try (var service = start(FIRST_SEED, database)) {
      events = send(300);
      awaitSigned(service, 300);
      publish(service);
    }
    Database restored = Servers.postgres().createDatabase("anchor");
    try (var service = start(FIRST_SEED, restored)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(text(service, "/health")).contains("NOT_SIGNED").contains("not stored"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(text(service, "/vcp/anchor/status")).contains("\"size\":300"));
      assertThat(status(service, "/logs/" + STREAM + "/checkpoint")).isEqualTo(404);
      post(service, "/vcp/anchor?policy_id=" + STREAM);
      assertThat(text(service, "/vcp/anchors")).contains("\"batches\":[]");

      HttpResponse<String> settled = settle(service, "sign");
      assertThat(settled.statusCode()).as(settled.body()).isEqualTo(200);
      assertThat(settled.body()).contains("NOT_SIGNED").contains("batch_hash");

      awaitSigned(service, 300);
      String[] note = text(service, "/logs/" + STREAM + "/checkpoint").split("\n");
      assertThat(Base64.getDecoder().decode(note[2]))
          .isEqualTo(NaiveTree.root(events.stream().map(TestEvent::hash).toList()));
      assertThat(text(service, "/health")).doesNotContain("NOT_SIGNED");
    }
    // What was settled stops nothing at the next start, though it is still published.
    try (var service = start(FIRST_SEED, restored)) {
      send(5);
      awaitSigned(service, 305);
      assertThat(text(service, "/health")).doesNotContain("NOT_SIGNED");
    }
  }

  @Test
  void noWordMakesAnotherHistoryOfWhatWasSigned() throws Exception {
    try (var service = start(FIRST_SEED, database)) {
      send(20);
      awaitSigned(service, 20);
      publish(service);
    }
    // Kafka wiped but for vcp.anchors, capture restored and grown again with other events.
    Servers.kafka().wipeTopic("vcp.events");
    capture.forgetAfter(STREAM, 10);
    capture.add(STREAM, 5, "new");
    Database restored = Servers.postgres().createDatabase("anchor");
    try (var service = start(FIRST_SEED, restored)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(text(service, "/vcp/anchor/status")).contains("\"size\":15"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(text(service, "/health")).contains("NOT_SIGNED"));
      HttpResponse<String> tooSoon = settle(service, "sign");
      assertThat(tooSoon.statusCode()).isEqualTo(409);
      assertThat(tooSoon.body()).contains("the log has 15");

      capture.add(STREAM, 10, "new");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(text(service, "/vcp/anchor/status")).contains("\"size\":25"));
      HttpResponse<String> refused = settle(service, "sign");
      assertThat(refused.statusCode()).isEqualTo(409);
      assertThat(refused.body()).contains("no decision makes two signed histories one");
      assertThat(status(service, "/logs/" + STREAM + "/checkpoint")).isEqualTo(404);
    }
  }

  @Test
  void captureRemembersAPublishedBatchWhenKafkaHasForgottenIt() throws Exception {
    try (var service = start(FIRST_SEED, database)) {
      send(3);
      awaitSigned(service, 3);
      publish(service);
      capture.hear(json(text(service, "/vcp/anchors")).array("batches").get(0).toString());
    }
    Servers.kafka().resetTopics();
    Database restored = Servers.postgres().createDatabase("anchor");
    try (var service = start(FIRST_SEED, restored)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(text(service, "/health")).contains("NOT_SIGNED"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(text(service, "/vcp/anchor/status")).contains("\"size\":3"));
      assertThat(status(service, "/logs/" + STREAM + "/checkpoint")).isEqualTo(404);
      assertThat(settle(service, "sign").statusCode()).isEqualTo(200);
      awaitSigned(service, 3);
    }
  }

  @Test
  void captureIsWaitedForAsLongAsKafkaRemembersNothing() throws Exception {
    try (var service = start(FIRST_SEED, database)) {
      send(3);
      awaitSigned(service, 3);
    }
    capture.setAway(true);
    String briefly = "--tradewitness.anchor.batch.capture-wait=1s";
    try (var service = start(FIRST_SEED, database, briefly)) {
      send(2);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(text(service, "/vcp/anchor/status")).contains("\"size\":5"));
      await()
          .during(Duration.ofSeconds(5))
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(text(service, "/logs/" + STREAM + "/checkpoint").split("\n")[1])
                  .isEqualTo("3"));
      assertThat(post(service, "/vcp/anchor?policy_id=" + STREAM).body()).contains("SIGNING_HELD");
      capture.setAway(false);
      awaitSigned(service, 5);
      publish(service);
    }
    // One of the two memories is enough.
    capture.setAway(true);
    try (var service = start(FIRST_SEED, database, briefly)) {
      send(2);
      awaitSigned(service, 7);
    }
  }

  @Test
  void aForgedRecordOnVcpAnchorsStopsNothing() throws Exception {
    try (var service = start(FIRST_SEED, database)) {
      send(3);
      awaitSigned(service, 3);
      publish(service);
      String record = json(text(service, "/vcp/anchors")).array("batches").get(0).toString();
      producer
          .send(
              new ProducerRecord<>(
                  "vcp.anchors",
                  STREAM.getBytes(StandardCharsets.US_ASCII),
                  record
                      .replace("\"event_count\":3", "\"event_count\":4")
                      .getBytes(StandardCharsets.UTF_8)))
          .get();
    }
    try (var service = start(FIRST_SEED, database)) {
      send(2);
      awaitSigned(service, 5);
      assertThat(text(service, "/health")).doesNotContain("NOT_SIGNED");
      assertThat(text(service, "/metrics"))
          .contains("tradewitness_anchor_published_unsigned_total 1");
    }
  }

  /// Closes a batch and waits until its record is on `vcp.anchors`.
  private void publish(ConfigurableApplicationContext service) throws Exception {
    assertThat(post(service, "/vcp/anchor?policy_id=" + STREAM).statusCode()).isEqualTo(200);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(text(service, "/health")).contains("\"queue_size\":0"));
  }

  private HttpResponse<String> settle(ConfigurableApplicationContext service, String action)
      throws Exception {
    return post(service, "/vcp/logs/" + STREAM + "/settle?by=Ada&why=restored&action=" + action);
  }

  private List<TestEvent> send(int count) {
    List<TestEvent> events = capture.add(STREAM, count);
    var sent = new ArrayList<Future<?>>();
    events.forEach(event -> sent.add(producer.send(event.message())));
    producer.flush();
    assertThat(sent).allMatch(Future::isDone);
    return events;
  }

  private void awaitSigned(ConfigurableApplicationContext service, int size) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() ->
            assertThat(text(service, "/logs/" + STREAM + "/checkpoint").split("\n")[1])
                .isEqualTo(Integer.toString(size)));
  }

  private ConfigurableApplicationContext start(String seed, Database on, String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--tradewitness.anchor.signing.seed=" + seed,
                "--tradewitness.anchor.capture-url=" + capture.url(),
                "--tradewitness.anchor.checkpoint.interval=100ms",
                "--tradewitness.anchor.feed.compare-interval=1s",
                "--spring.datasource.url=" + on.jdbcUrl(),
                "--spring.datasource.username=" + on.user(),
                "--spring.datasource.password=" + on.password(),
                "--spring.kafka.bootstrap-servers=" + Servers.kafka().bootstrapServers()));
    arguments.addAll(List.of(more));
    return new SpringApplication(AnchorApplication.class).run(arguments.toArray(String[]::new));
  }

  private String text(ConfigurableApplicationContext service, String path) throws Exception {
    return get(service, path).body();
  }

  private int status(ConfigurableApplicationContext service, String path) throws Exception {
    return get(service, path).statusCode();
  }

  private HttpResponse<String> get(ConfigurableApplicationContext service, String path)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(service, path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(ConfigurableApplicationContext service, String path)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(service, path))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static URI uri(ConfigurableApplicationContext service, String path) {
    return URI.create(
        "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port") + path);
  }

  private static JsonObject json(String text) throws Exception {
    return Json.parseObject(text.getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT);
  }
}
