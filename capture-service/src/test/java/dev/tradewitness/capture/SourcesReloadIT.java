package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.testservers.Servers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A running service follows its sources file: a topic that is added is tapped from its beginning,
/// the next line and the next request are read by what the file says, each event tells which file
/// that was, and a file that is not valid changes nothing.
class SourcesReloadIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TOPIC = "reload-" + UUID.randomUUID();
  private static final String TRACE = UUID.randomUUID().toString();

  @TempDir private static Path folder;

  private static Path file;
  private static CaptureProcess capture;
  private static CaptureHttp http;

  @BeforeAll
  static void start() throws Exception {
    Servers.kafka().resetTopics();
    file = folder.resolve("sources.yaml");
    Files.writeString(file, "version: 1\n");
    Servers.kafka().createTopic(TOPIC, 1);
    Servers.kafka().createTopic(Topics.deadLetters(TOPIC), 1);
    capture =
        CaptureProcess.start(
            Servers.postgres().createDatabase("capture"),
            "--tradewitness.capture.sources=" + file,
            "--tradewitness.capture.sources-watch=200ms",
            "--tradewitness.capture.intake.deadline=20s",
            "--tradewitness.capture.tap.group-id=" + TOPIC);
    http = capture.http();
  }

  @AfterAll
  static void stop() {
    capture.close();
  }

  @Test
  void aTopicIsTappedOnceTheFileNamesIt() throws Exception {
    try (var topics = new TopicReader()) {
      topics.send(TOPIC, "k", "{\"a\":{\"b\":1.50},\"trace_id\":\"%s\"}".formatted(TRACE));
      String before = sources().string("digest");
      await()
          .atMost(PATIENCE)
          .until(() -> "healthy".equals(http.get("/health").json().string("status")));

      write("version: 1\nkafka:\n- {topic: %s, mapping: whole}\n".formatted(TOPIC));
      await().atMost(PATIENCE).until(() -> sources().string("refused") != null);
      assertThat(sources().string("refused")).isEqualTo("line 3: kafka[0] has no event_type");
      assertThat(sources().string("digest")).isEqualTo(before);
      await()
          .atMost(PATIENCE)
          .until(() -> "degraded".equals(http.get("/health").json().string("status")));

      String alfa = apply(tap("mapping: whole, event_type: ALFA, tier: SILVER"));
      await().atMost(PATIENCE).until(() -> events("test:reload").size() == 1);
      assertThat(sources().string("refused")).isNull();
      JsonObject event = events("test:reload").getFirst();
      assertThat(event.object("header").string("event_type")).isEqualTo("ALFA");
      assertThat(event.object("payload").object("message").object("a").toString())
          .isEqualTo("{\"b\":1.50}");
      assertThat(event.object("security").text("signature")).isNull();
      assertThat(digest(event)).isEqualTo(alfa);

      // Another mapping of the same topic needs no new consumer: what comes from now on has it.
      String bravo = apply(tap("mapping: whole, event_type: BRAVO, tier: GOLD"));
      topics.send(TOPIC, "k", "{\"a\":2}");
      await().atMost(PATIENCE).until(() -> events("test:reload").size() == 2);
      apply(tap("mapping: [{event: CXL, members: {order_id: /a/id}}, whole], event_type: OTHER"));
      topics.send(TOPIC, "k", "{\"a\":{\"id\":\"C-1\"},\"b\":3}");
      topics.send(TOPIC, "k", "{\"b\":4}");
      await().atMost(PATIENCE).until(() -> events("test:reload").size() == 4);
      List<JsonObject> events = events("test:reload");
      assertThat(events)
          .extracting(e -> e.object("header").string("event_type"))
          .containsExactly("OTHER", "CXL", "BRAVO", "ALFA");
      assertThat(events.get(1).object("payload").object("trade_data"))
          .hasToString("{\"order_id\":\"C-1\"}");
      assertThat(digest(events.get(2))).isEqualTo(bravo);
      assertThat(http.get("/vcp/sources").json().array("sources").size()).isEqualTo(1);
    }
  }

  @Test
  void theNextLineOfAnOpenConnectionIsReadByTheNewFile() throws Exception {
    String first = apply("version: 1\nldjson:\n- {src: agent, policy_id: test:lines}\n");
    try (var client = LdjsonClient.greeted(capture.ldjsonPort())) {
      client.send(LdjsonClient.event("agent", "first")).awaitAck(1);
      String second =
          apply(
              """
              version: 1
              ldjson:
              - {src: agent, policy_id: test:lines, tier: GOLD, signing: checkpoint}
              """);
      client.send(LdjsonClient.event("agent", "second")).awaitAck(2);
      apply("version: 1\n");
      client.send(LdjsonClient.event("agent", "third")).awaitAck(3);

      List<JsonObject> events = events("test:lines");
      assertThat(events)
          .extracting(e -> e.object("policy_identification").string("conformance_tier"))
          .containsExactly("GOLD", "SILVER");
      assertThat(events).extracting(SourcesReloadIT::digest).containsExactly(second, first);
      assertThat(events.getFirst().object("security").text("signature")).isNull();
      assertThat(events("local.tradewitness:agent")).hasSize(1);
    }
  }

  @Test
  void aSourceThatIsSignedByCheckpointsFromNowOnHasNoSignatureAndItsStreamSaysSo()
      throws Exception {
    String source = "version: 1\nldjson:\n- {src: signer, policy_id: test:signing%s}\n";
    apply(source.formatted(""));
    try (var client = LdjsonClient.greeted(capture.ldjsonPort())) {
      client.send(LdjsonClient.event("signer", "first")).awaitAck(1);
      assertThat(signing("test:signing")).isEqualTo("every-event");

      apply(source.formatted(", signing: checkpoint"));
      client.send(LdjsonClient.event("signer", "second")).awaitAck(2);
      assertThat(signing("test:signing")).isEqualTo("checkpoint");
      List<JsonObject> events = events("test:signing");
      assertThat(events).hasSize(2);
      assertThat(events.getFirst().object("security").text("signature")).isNull();
      assertThat(events.getLast().object("security").string("signature")).isNotBlank();
    }
  }

  /// As the stream says.
  private static String signing(String policyId) {
    return http.get("/vcp/streams").json().array("streams").elements().stream()
        .map(JsonObject.class::cast)
        .filter(stream -> policyId.equals(stream.string("policy_id")))
        .map(stream -> String.valueOf(stream.string("signing")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theNextMirroredRequestIsReadByTheNewFile() throws Exception {
    var mirror = new MirrorClient(capture.port());
    byte[] body = "{\"id\":\"M-1\",\"desk\":\"fx\"}".getBytes(StandardCharsets.UTF_8);
    String[] headers = {"X-Original-URI: /cancel", "X-Desk: fx"};
    String first = apply("version: 1\n");
    assertStoredAs("RAW_HTTP", () -> mirror.send("POST", body, headers));
    String second =
        apply(
            """
            version: 1
            mirror:
              policy_id: test:mirror
              headers: [X-Desk]
              redact: [desk]
              mappings:
              - {path: /cancel, event: CXL, members: {order_id: /id}}
            """);
    assertStoredAs("CXL", () -> mirror.send("POST", body, headers));

    JsonObject raw = events("local.tradewitness:capture").getFirst();
    assertThat(raw.object("payload").object("body").string("content")).contains("fx");
    assertThat(raw.object("payload").object("request").object("headers").has("x-desk")).isFalse();
    assertThat(digest(raw)).isEqualTo(first);
    JsonObject cancel = events("test:mirror").getFirst();
    assertThat(cancel.object("payload").object("trade_data")).hasToString("{\"order_id\":\"M-1\"}");
    assertThat(cancel.object("payload").object("unmapped"))
        .hasToString("{\"desk\":\"[redacted]\"}");
    assertThat(cancel.object("payload").object("request").object("headers"))
        .hasToString("{\"x-desk\":\"fx\"}");
    assertThat(digest(cancel)).isEqualTo(second);
  }

  @Test
  void anEventThatCameByRestTellsWhichFileWasInForce() throws Exception {
    String now = apply("version: 1\n# of REST\n");
    UUID id = UUID.randomUUID();
    assertThat(http.log(Events.order(id, "test:rest")).status()).isEqualTo(201);

    assertThat(digest(http.get("/vcp/events/" + id).json())).isEqualTo(now);
  }

  /// A busy machine may turn a request away for a while; the client then sends it again.
  private static void assertStoredAs(String eventType, Supplier<CaptureHttp.Answer> request) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(request.get().text()).contains("\"event_type\":\"" + eventType + '"'));
  }

  private static String tap(String members) {
    return """
    version: 1
    kafka:
    - {topic: %s, policy_id: test:reload, signing: checkpoint, %s}
    """
        .formatted(TOPIC, members);
  }

  /// Returns the file's digest once it is in force.
  private static String apply(String text) throws IOException {
    write(text);
    String digest = Hash.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    await().atMost(PATIENCE).until(() -> digest.equals(sources().string("digest")));
    return digest;
  }

  private static void write(String text) throws IOException {
    Path fresh = file.resolveSibling("fresh.yaml");
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static JsonObject sources() {
    return Objects.requireNonNull(http.get("/health").json().object("sources"));
  }

  private static String digest(JsonObject event) {
    return String.valueOf(event.object("security").string("sources_digest"));
  }

  /// Newest first.
  private static List<JsonObject> events(String policyId) {
    return http.get("/vcp/events?policy_id=" + policyId).json().array("events").elements().stream()
        .map(JsonObject.class::cast)
        .toList();
  }
}
