package dev.tradewitness.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.anchor.log.NaiveTree;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.launcher.tsa.TimeStampServer;
import dev.tradewitness.testservers.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInfo;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/// The whole service on a real PostgreSQL, a real Kafka and the launcher's time-stamp authority.
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "tradewitness.anchor.signing.seed=QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=",
      "tradewitness.anchor.checkpoint.interval=100ms",
      "tradewitness.anchor.feed.compare-interval=1s",
      "tradewitness.anchor.feed.repair-interval=100ms",
      "tradewitness.anchor.feed.reclaim-after=8s",
      "tradewitness.anchor.capture-client.attempts=2",
      "tradewitness.anchor.capture-client.open-for=1s",
      "tradewitness.anchor.rfc3161.timeout=5s",
      "tradewitness.anchor.anchoring.poll-interval=50ms",
      "tradewitness.anchor.anchoring.open-for=300ms",
      "tradewitness.anchor.anchoring.gold.first=200ms",
      "tradewitness.anchor.anchoring.gold.cap=500ms"
    })
@TestServers("anchor")
public abstract class AnchorServiceCase {

  protected static final Duration PATIENCE = Duration.ofSeconds(30);
  protected static final Duration PLATINUM_INTERVAL = Duration.ofSeconds(3);
  protected static final CapturePeer CAPTURE = CapturePeer.start();
  protected static final Path TSA_FOLDER = temporary();
  protected static final TimeStampServer TSA = tsa(TSA_FOLDER);
  protected static final AuthorityPeer AUTHORITY = AuthorityPeer.before(TSA.port());

  @Autowired protected JdbcClient jdbc;
  @Autowired protected KafkaTemplate<byte[], byte[]> kafka;
  @LocalServerPort private int port;

  private final HttpClient http = HttpClient.newHttpClient();

  /// The streams of a class before this one would be repaired here.
  @BeforeAll
  static void captureHasNothing(TestInfo test) {
    if (test.getTestClass().map(Class::getEnclosingClass).isEmpty()) {
      CAPTURE.loseAll();
    }
  }

  @DynamicPropertySource
  static void peers(DynamicPropertyRegistry registry) {
    registry.add("tradewitness.anchor.capture-url", CAPTURE::url);
    registry.add("tradewitness.anchor.batch.platinum", () -> PLATINUM_INTERVAL);
    registry.add("tradewitness.anchor.rfc3161.targets[0].name", () -> "local-tsa");
    registry.add("tradewitness.anchor.rfc3161.targets[0].url", AUTHORITY::url);
    registry.add("tradewitness.anchor.rfc3161.targets[0].trust", () -> "LOCAL");
    registry.add(
        "tradewitness.anchor.rfc3161.targets[0].ca-file",
        () -> TimeStampServer.caCertificate(TSA_FOLDER));
  }

  protected static Path temporary() {
    try {
      return Files.createTempDirectory(Path.of("target"), "tsa").toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  protected static TimeStampServer tsa(Path folder) {
    try {
      return TimeStampServer.start(InetAddress.getLoopbackAddress(), 0, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  protected void send(List<TestEvent> events) {
    sendMessages(events.stream().map(TestEvent::message).toList());
  }

  protected void sendMessages(List<ProducerRecord<byte[], byte[]>> messages) {
    var sent = new ArrayList<CompletableFuture<?>>();
    messages.forEach(message -> sent.add(kafka.send(message)));
    CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
  }

  /// Adds events to capture and sends all of them.
  protected List<TestEvent> captured(String policyId, int count) {
    List<TestEvent> events = CAPTURE.add(policyId, count);
    send(events);
    return events;
  }

  protected long size(String policyId) {
    return jdbc.sql("SELECT size FROM stream_log WHERE policy_id = ?")
        .param(policyId)
        .query(Long.class)
        .optional()
        .orElse(0L);
  }

  protected String state(String policyId) {
    return jdbc.sql("SELECT state FROM stream_log WHERE policy_id = ?")
        .param(policyId)
        .query(String.class)
        .optional()
        .orElse("none");
  }

  protected void awaitSize(String policyId, long size) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(size(policyId)).isEqualTo(size));
  }

  protected void awaitState(String policyId, String state) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(state(policyId)).isEqualTo(state));
  }

  /// The newest checkpoint's size and root are those of the raw hashes, by the recursive
  /// definition.
  protected void assertSignedRootIsOf(String policyId, List<TestEvent> events) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          String[] note = text("/logs/" + policyId + "/checkpoint").split("\n");
          assertThat(note[1]).isEqualTo(Integer.toString(events.size()));
          byte[] root = NaiveTree.root(events.stream().map(TestEvent::hash).toList());
          assertThat(java.util.Base64.getDecoder().decode(note[2])).isEqualTo(root);
        });
  }

  protected static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  protected HttpResponse<byte[]> get(String path) {
    return exchange(HttpRequest.newBuilder(uri(path)).GET().build());
  }

  protected HttpResponse<byte[]> post(String path) {
    return post(path, "");
  }

  protected HttpResponse<byte[]> post(String path, String body, String... headers) {
    var request = HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return exchange(request.build());
  }

  private URI uri(String path) {
    return URI.create(base() + path);
  }

  protected String base() {
    return "http://127.0.0.1:" + port;
  }

  private HttpResponse<byte[]> exchange(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  protected String text(String path) {
    HttpResponse<byte[]> answer = get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8);
  }

  protected static JsonObject json(HttpResponse<byte[]> answer) {
    try {
      return Json.parseObject(answer.body(), JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      throw new AssertionError(
          answer.statusCode()
              + " "
              + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8),
          e);
    }
  }

  protected JsonObject getJson(String path) {
    HttpResponse<byte[]> answer = get(path);
    assertThat(answer.statusCode())
        .as(() -> path + " " + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo(200);
    return json(answer);
  }

  protected JsonObject postJson(String path) {
    HttpResponse<byte[]> answer = post(path);
    assertThat(answer.statusCode())
        .as(() -> path + " " + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo(200);
    return json(answer);
  }

  /// An answer's status, and its problem's code.
  protected static String problem(HttpResponse<byte[]> answer) {
    return answer.statusCode() + " " + json(answer).string("code");
  }

  /// Closes the open batch without waiting for its anchor; its record.
  protected JsonObject close(String policyId) {
    JsonArray batches = postJson("/vcp/anchor?wait=PT0S&policy_id=" + policyId).array("batches");
    assertThat(batches.elements()).hasSize(1);
    return (JsonObject) batches.get(0);
  }

  protected JsonObject record(String batchId) {
    return getJson("/vcp/anchors/" + batchId);
  }

  /// The record once the batch is anchored.
  protected JsonObject awaitAnchored(String batchId) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(record(batchId).string("status")).isEqualTo("ANCHORED"));
    return record(batchId);
  }

  /// The only anchor of a record.
  protected static JsonObject anchor(JsonObject record) {
    JsonArray anchors = record.array("anchors");
    assertThat(anchors.elements()).hasSize(1);
    return (JsonObject) anchors.get(0);
  }

  protected static long number(JsonObject object, String member) {
    return Long.parseLong(object.text(member));
  }

  protected String verifierKey(String policyId) {
    return getJson("/vcp/keys").array("note_keys").elements().stream()
        .map(key -> ((JsonValue.JsonString) key).value())
        .filter(key -> key.startsWith("tradewitness.local/" + policyId + "+"))
        .collect(
            java.util.stream.Collectors.collectingAndThen(
                java.util.stream.Collectors.toList(), java.util.List::getFirst));
  }

  protected static List<byte[]> hashes(List<TestEvent> events) {
    return events.stream().map(TestEvent::hash).toList();
  }

  /// By the jar that is handed out, which shares no state with the service.
  protected String verifierSays(Path folder, byte[] zip) throws Exception {
    Path file = Files.write(folder.resolve("evidence.zip"), zip);
    Path jar =
        Path.of(System.getProperty("tradewitness.home", ".."), "verifier/target/verifier.jar");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toString(),
                "--keys",
                Files.write(folder.resolve("keys.json"), get("/vcp/keys").body()).toString(),
                "--ca",
                TimeStampServer.caCertificate(TSA_FOLDER).toString(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
