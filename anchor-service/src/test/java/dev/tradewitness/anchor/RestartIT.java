package dev.tradewitness.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.anchor.log.NaiveTree;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.kit.signing.Ed25519Signer;
import dev.tradewitness.launcher.tsa.TimeStampServer;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// The service started, stopped with work undone, and started again under another key.
class RestartIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String FIRST_SEED = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";
  private static final String SECOND_SEED = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";

  private static final String CURRENT_KEY = "--tradewitness.anchor.signing.current-key-id=";

  @TempDir private Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private String base = "";

  @Test
  void whatWasClosedIsAnchoredAfterwardsAndTheChainAndTheLogGoOnUnderTheNewKey() throws Exception {
    Database database = Servers.postgres().createDatabase("anchor");
    Servers.kafka().resetTopics();
    try (var tsa = TimeStampServer.start(InetAddress.getLoopbackAddress(), 0, folder);
        var authority = AuthorityPeer.before(tsa.port());
        var capture = CapturePeer.start();
        var producer = producer()) {
      authority.beAway();
      var events = new ArrayList<TestEvent>();
      String pending;
      String batchHash;
      String firstNote;
      try (var service = start(FIRST_SEED, database, capture, authority)) {
        base = base(service);
        events.addAll(send(producer, capture, 300));
        awaitSize(300);
        JsonObject record = post("/vcp/anchor?wait=PT0S&policy_id=test:restart");
        pending = ((JsonObject) record.array("batches").get(0)).string("batch_id");
        batchHash = ((JsonObject) record.array("batches").get(0)).string("batch_hash");
        firstNote = text("/logs/test:restart/checkpoint");
        events.addAll(send(producer, capture, 50));
        awaitSize(350);
        assertThat(getJson("/vcp/anchors/" + pending).string("status")).isEqualTo("PENDING");
      }
      authority.beHonest();
      // Sent while nobody was there.
      events.addAll(send(producer, capture, 10));

      String secondKey =
          new Ed25519Signer(Base64.getDecoder().decode(SECOND_SEED)).publicKey().keyId();
      assertThatThrownBy(() -> start(SECOND_SEED, database, capture, authority).close())
          .as("a seed by itself retires nothing")
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .rootCause()
          .hasMessageContaining(secondKey + " is not the current one");
      assertThatThrownBy(() ->
              start(FIRST_SEED, database, capture, authority, CURRENT_KEY + secondKey).close())
          .rootCause()
          .hasMessageContaining("names " + secondKey);
      try (var service =
          start(SECOND_SEED, database, capture, authority, CURRENT_KEY + secondKey)) {
        base = base(service);
        awaitSize(360);
        await()
            .atMost(PATIENCE)
            .untilAsserted(() ->
                assertThat(getJson("/vcp/anchors/" + pending).string("status"))
                    .isEqualTo("ANCHORED"));
        JsonObject next =
            (JsonObject) post("/vcp/anchor?policy_id=test:restart").array("batches").get(0);
        assertThat(next.text("first_sequence")).isEqualTo("300");
        assertThat(next.text("event_count")).isEqualTo("60");
        assertThat(next.string("previous_batch_hash")).isEqualTo(batchHash);

        List<String> verifiers =
            getJson("/vcp/keys").array("note_keys").elements().stream()
                .map(key -> ((JsonValue.JsonString) key).value())
                .toList();
        assertThat(verifiers).hasSize(2).doesNotHaveDuplicates();
        Outsider.Note old = Outsider.note(firstNote, verifiers.getFirst());
        Outsider.Note now =
            Outsider.note(next.object("checkpoint").string("note"), verifiers.get(1));
        assertThat(old.root()).isEqualTo(NaiveTree.root(hashes(events).subList(0, 300)));
        assertThat(now.size()).isEqualTo(360);
        assertThat(now.root()).isEqualTo(NaiveTree.root(hashes(events)));
        List<JsonObject> keys =
            getJson("/vcp/keys").array("keys").elements().stream()
                .map(key -> (JsonObject) key)
                .filter(key -> "checkpoint".equals(key.string("purpose")))
                .toList();
        assertThat(keys.getFirst().string("not_after")).isNotNull();
        assertThat(keys.getLast().get("not_after")).isEqualTo(JsonValue.NULL);
      }

      assertThatThrownBy(() -> start(FIRST_SEED, database, capture, authority).close())
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .rootCause()
          .hasMessageContaining("was retired");
    }
  }

  @Test
  void aLocalAnchorDoesNotSettleWhatAwaitsAnExternalOne() throws Exception {
    Database database = Servers.postgres().createDatabase("anchor");
    Servers.kafka().resetTopics();
    try (var tsa = TimeStampServer.start(InetAddress.getLoopbackAddress(), 0, folder);
        var local = AuthorityPeer.before(tsa.port());
        var external = AuthorityPeer.before(tsa.port());
        var capture = CapturePeer.start();
        var producer = producer()) {
      external.beAway();
      try (var service = start(FIRST_SEED, database, capture, local)) {
        base = base(service);
        closeAndAwaitAnchor(producer, capture, 10);
        assertThat(anc002().string("finding")).isEqualTo("LOCAL_ONLY");
        assertThat(anc002().string("counted_anchors")).isEqualTo("LOCAL");
      }
      String second = "--tradewitness.anchor.rfc3161.targets[1].";
      try (var service =
          start(
              FIRST_SEED,
              database,
              capture,
              local,
              second + "name=other-tsa",
              second + "url=" + external.url(),
              second + "trust=EXTERNAL",
              second + "ca-file=" + TimeStampServer.caCertificate(folder))) {
        base = base(service);
        awaitSize(10);
        assertThat(anc002().get("oldest_unanchored_at"))
            .as("anchored before there was an external target")
            .isEqualTo(JsonValue.NULL);
        closeAndAwaitAnchor(producer, capture, 20);
        assertThat(anc002().string("counted_anchors")).isEqualTo("EXTERNAL");
        assertThat(anc002().string("oldest_unanchored_at"))
            .as("its local anchor does not count")
            .isNotNull();
        external.beHonest();
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> assertThat(anc002().get("oldest_unanchored_at")).isEqualTo(JsonValue.NULL));
        assertThat(anc002().string("finding")).isEqualTo("OK");
      }
    }
  }

  /// Closes a batch of ten events, and waits until the local target has stamped it.
  private void closeAndAwaitAnchor(
      KafkaProducer<byte[], byte[]> producer, CapturePeer capture, int size) throws Exception {
    send(producer, capture, 10);
    awaitSize(size);
    JsonObject closed = post("/vcp/anchor?wait=PT0S&policy_id=test:restart");
    String batch = ((JsonObject) closed.array("batches").get(0)).string("batch_id");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(getJson("/vcp/anchors/" + batch).string("status")).isEqualTo("ANCHORED"));
  }

  private JsonObject anc002() throws Exception {
    JsonObject stream = (JsonObject) getJson("/vcp/anchor/status").array("streams").get(0);
    return stream.object("anc_002");
  }

  private ConfigurableApplicationContext start(
      String seed,
      Database database,
      CapturePeer capture,
      AuthorityPeer authority,
      String... more) {
    var application = new SpringApplication(AnchorApplication.class);
    var properties = new Properties();
    properties.putAll(
        Map.of(
            "server.port",
            "0",
            "tradewitness.anchor.signing.seed",
            seed,
            "tradewitness.anchor.capture-url",
            capture.url(),
            "tradewitness.anchor.rfc3161.targets[0].name",
            "local-tsa",
            "tradewitness.anchor.rfc3161.targets[0].url",
            authority.url().toString(),
            "tradewitness.anchor.rfc3161.targets[0].trust",
            "LOCAL",
            "tradewitness.anchor.rfc3161.targets[0].ca-file",
            TimeStampServer.caCertificate(folder).toString(),
            "tradewitness.anchor.checkpoint.interval",
            "100ms"));
    properties.putAll(
        Map.of(
            "tradewitness.anchor.anchoring.gold.first", "200ms",
            "spring.datasource.url", database.jdbcUrl(),
            "spring.datasource.username", database.user(),
            "spring.datasource.password", database.password(),
            "spring.kafka.bootstrap-servers", Servers.kafka().bootstrapServers()));
    var arguments = new ArrayList<>(List.of(more));
    properties.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    return application.run(arguments.toArray(String[]::new));
  }

  private static String base(ConfigurableApplicationContext service) {
    return "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port");
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", Servers.kafka().bootstrapServers()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static List<TestEvent> send(
      KafkaProducer<byte[], byte[]> producer, CapturePeer capture, int count) {
    List<TestEvent> events = capture.add("test:restart", count);
    var sent = new ArrayList<Future<?>>();
    events.forEach(event -> sent.add(producer.send(event.message())));
    producer.flush();
    assertThat(sent).allMatch(Future::isDone);
    return events;
  }

  private static List<byte[]> hashes(List<TestEvent> events) {
    return events.stream().map(TestEvent::hash).toList();
  }

  private void awaitSize(int size) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() ->
            assertThat(text("/logs/test:restart/checkpoint").split("\n")[1])
                .isEqualTo(Integer.toString(size)));
  }

  private String text(String path) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create(base + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private JsonObject getJson(String path) throws Exception {
    return Json.parseObject(
        text(path).getBytes(java.nio.charset.StandardCharsets.UTF_8), JsonLimits.EVENT);
  }

  private JsonObject post(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return Json.parseObject(
        http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body(), JsonLimits.EVENT);
  }
}
