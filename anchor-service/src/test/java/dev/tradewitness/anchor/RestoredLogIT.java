package dev.tradewitness.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// PostgreSQL is lost, and an older dump takes its place: a log whose published batch is not in it
/// is not signed until a person decides, and its leaves come back from Kafka meanwhile.
class RestoredLogIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String STREAM = "test:restored";
  private static final String SEED = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";

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
  void aDumpFromBeforeAPublishedBatchSignsNothingUntilAPersonSaysSo() throws Exception {
    Database dump;
    String signed;
    try (var service = start(database)) {
      sendAndClose(service, 100);
      dump = Servers.postgres().dump(database);
      sendAndClose(service, 50);
      signed = checkpoint(service);
      assertThat(batches(service)).isEqualTo(2);
    }
    try (var service = start(dump)) {
      awaitHealth(service, "NOT_SIGNED");
      assertThat(text(service, "/health"))
          .contains("batch")
          .contains("sequences 100 to 149")
          .contains("not stored");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(text(service, "/vcp/anchor/status")).contains("\"size\":150"));
      post(service, "/vcp/anchor?policy_id=" + STREAM);
      assertThat(batches(service)).as("no batch closes").isEqualTo(1);
      assertThat(checkpoint(service)).as("nothing is signed").startsWith("100\n");

      HttpResponse<String> settled =
          post(service, "/vcp/logs/" + STREAM + "/settle?by=Ada&why=restored&action=sign");
      assertThat(settled.statusCode()).as(settled.body()).isEqualTo(200);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(checkpoint(service)).startsWith("150\n"));
      assertThat(root(checkpoint(service))).isEqualTo(root(signed));
    }
    System.out.println(
        "older dump under anchor: 150 leaves signed, 50 of them and 1 batch not in the dump, the"
            + " batch named at the start, 0 signed before a person settled it, the same root after");
  }

  private void sendAndClose(ConfigurableApplicationContext service, int events) throws Exception {
    int size = capture.stream(STREAM).size() + events;
    List<TestEvent> sent = capture.add(STREAM, events);
    sent.forEach(event -> {
      var _ = producer.send(event.message());
    });
    producer.flush();
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(checkpoint(service)).startsWith(size + "\n"));
    assertThat(post(service, "/vcp/anchor?policy_id=" + STREAM).statusCode()).isEqualTo(200);
    awaitHealth(service, "\"queue_size\":0");
  }

  private void awaitHealth(ConfigurableApplicationContext service, String text) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(text(service, "/health")).contains(text));
  }

  /// The size and the root of the newest checkpoint.
  private String checkpoint(ConfigurableApplicationContext service) throws Exception {
    String[] note = text(service, "/logs/" + STREAM + "/checkpoint").split("\n");
    return note[1] + "\n" + note[2];
  }

  private static String root(String checkpoint) {
    return checkpoint.split("\n")[1];
  }

  private int batches(ConfigurableApplicationContext service) throws Exception {
    JsonObject answer =
        Json.parseObject(
            text(service, "/vcp/anchors").getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT);
    JsonArray batches = Objects.requireNonNull(answer.array("batches"));
    return batches.size();
  }

  private ConfigurableApplicationContext start(Database on) {
    return new SpringApplication(AnchorApplication.class)
        .run(
            "--server.port=0",
            "--tradewitness.anchor.signing.seed=" + SEED,
            "--tradewitness.anchor.capture-url=" + capture.url(),
            "--tradewitness.anchor.checkpoint.interval=100ms",
            "--tradewitness.anchor.feed.compare-interval=1s",
            "--spring.datasource.url=" + on.jdbcUrl(),
            "--spring.datasource.username=" + on.user(),
            "--spring.datasource.password=" + on.password(),
            "--spring.kafka.bootstrap-servers=" + Servers.kafka().bootstrapServers());
  }

  private String text(ConfigurableApplicationContext service, String path) throws Exception {
    return http.send(
            HttpRequest.newBuilder(uri(service, path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
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
}
