package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.capture.decode.Warning;
import dev.tradewitness.capture.source.ldjson.LdjsonDoor;
import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.capture.stream.StreamReader;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/// What comes in by LDJSON, and what hostile clients are told.
@CaptureTest
class LdjsonIT {

  private static final int LINE_MAX = 64 * 1024;
  private static final long SEED = 17_000;
  private static final String POLICY = "local.tradewitness:";

  @Autowired private StreamReader streams;
  @Autowired private LdjsonDoor door;
  private CaptureHttp http;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    http = new CaptureHttp(port);
  }

  /// One hostile text: what it is sent as, what is counted, how many lines it is, and how many of
  /// them are stored.
  record Hostile(String name, Supplier<byte[]> bytes, String reason, int lines, int stored) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Hostile> hostile() {
    String good = message("hostile", "event", "");
    return List.of(
        new Hostile("bad JSON", () -> bytes("{\"v\":1,\n"), "not_json", 1, 0),
        new Hostile("no object", () -> bytes("[1]\n"), "not_json", 1, 0),
        new Hostile("NUL first", () -> bytes("\0" + good + "\n"), "not_json", 1, 0),
        new Hostile("NUL inside", () -> bytes("{\"v\":1,\"a\":\"\0\"}\n"), "not_json", 1, 0),
        new Hostile("UTF-8 broken", () -> brokenUtf8(), "not_json", 1, 0),
        new Hostile("byte order mark", () -> bytes("\uFEFF" + good + "\n"), "not_json", 1, 0),
        new Hostile("66 levels", () -> bytes(deep(65) + "\n"), "not_json", 1, 0),
        new Hostile("63 levels", () -> bytes(deep(62) + "\n"), "refused", 1, 0),
        new Hostile("62 levels", () -> bytes(deep(61) + "\n"), "", 1, 1),
        new Hostile(
            "beyond a double",
            () -> bytes(message("hostile", "event", ",\"n\":1e400") + "\n"),
            "refused",
            1,
            0),
        new Hostile("64 KiB", () -> line(LINE_MAX), "", 1, 1),
        new Hostile("64 KiB and a CR", () -> crlf(line(LINE_MAX)), "", 1, 1),
        new Hostile("64 KiB + 1", () -> line(LINE_MAX + 1), "too_long", 1, 0),
        new Hostile("1 MiB", () -> line(1024 * 1024), "too_long", 1, 0),
        new Hostile(
            "wrong types",
            () -> bytes("{\"v\":1,\"src\":7,\"ts\":{},\"type\":\"event\"}\n"),
            "source",
            1,
            0),
        new Hostile(
            "no time",
            () -> bytes("{\"v\":1,\"src\":\"hostile\",\"type\":\"event\"}\n"),
            "time",
            1,
            0),
        new Hostile(
            "unknown type", () -> bytes(message("hostile", "trade", "") + "\n"), "type", 1, 0),
        new Hostile("a late hello", () -> bytes(LdjsonClient.HELLO + "\n"), "type", 1, 0),
        new Hostile(
            "unknown version",
            () -> bytes(good.replace("\"v\":1", "\"v\":2") + "\n"),
            "version",
            1,
            0),
        new Hostile(
            "no UUID",
            () -> bytes(message("hostile", "event", ",\"id\":\"7\"") + "\n"),
            "id",
            1,
            0),
        new Hostile(
            "no event in vcp", () -> bytes(message("hostile", "vcp", "") + "\n"), "data", 1, 0),
        new Hostile(
            "an event that is none",
            () -> bytes(message("hostile", "vcp", ",\"data\":{}") + "\n"),
            "refused",
            1,
            0),
        new Hostile("empty lines", () -> bytes("\n\r\n\n"), "", 3, 0),
        new Hostile(
            "CRLF", () -> bytes(message("hostile", "event", ",\"crlf\":1") + "\r\n"), "", 1, 1),
        new Hostile(
            "heartbeat", () -> bytes("{\"type\":\"heartbeat\",\"src\":\"hostile\"}\n"), "", 1, 0));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void aBadLineIsCountedAndSkippedAndTheConnectionGoesOn(Hostile hostile) throws Exception {
    double before = hostile.reason.isEmpty() ? dropped("") : dropped(hostile.reason);
    long stored = head("hostile");
    try (var client = LdjsonClient.greeted(door.port())) {
      client.sendBytes(hostile.bytes.get()).awaitAck(hostile.lines);
      client.send(message("hostile", "event", ",\"after\":\"" + UUID.randomUUID() + "\""));
      client.awaitAck(hostile.lines + 1);
      client.finish();
      assertThat(client.ack()).isEqualTo(-1);
    }
    assertThat(hostile.reason.isEmpty() ? dropped("") : dropped(hostile.reason))
        .isEqualTo(before + (hostile.reason.isEmpty() ? 0 : 1));
    assertThat(head("hostile")).isEqualTo(stored + hostile.stored + 1);
  }

  @Test
  void everyTypeIsStoredInItsOrderAndKeptWhole() throws Exception {
    List<String> types = List.of("event", "metric", "progress", "resource", "span");
    var sent = new ArrayList<String>();
    try (var client = LdjsonClient.greeted(door.port())) {
      for (String type : types) {
        String line = message("types", type, ",\"data\":{\"x\":[1.50,null,\"ü\"]}");
        sent.add(line);
        client.send(line);
      }
      client.send("{\"v\":1,\"src\":\"types\",\"type\":\"goodbye\"}").awaitAck(6);
      assertThat(client.answer()).isNull();
    }
    List<StoredEvent> events = streams.range(POLICY + "types", 0, 10);
    assertThat(events)
        .extracting(event -> new String(event.document().bytes(), StandardCharsets.UTF_8))
        .zipSatisfy(sent, (document, line) -> assertThat(document).contains("\"message\":" + line));
    assertThat(events).allMatch(event -> event.warnings().contains(Warning.SCH_002));
    assertThat(events).allMatch(event -> event.reception().source().equals("ldjson:types"));
    assertThat(http.get("/vcp/events?event_type=PROGRESS&policy_id=" + POLICY + "types").text())
        .contains("\"event_type\":\"PROGRESS\"");
    assertThat(http.get("/metrics").text())
        .contains("sidecar_messages_received_total{source=\"ldjson:types\"} 5.0");
  }

  @Test
  void withoutAHelloNothingIsWrittenBackAndTheLastLineNeedsNoEnd() throws Exception {
    try (var client = new LdjsonClient(door.port())) {
      client.send(message("mute", "event", ",\"n\":1"));
      client.sendBytes(bytes(message("mute", "event", ",\"n\":2"))).finish();
      assertThat(client.answer()).isNull();
    }
    assertThat(head("mute")).isEqualTo(2);
    double incomplete = dropped("incomplete");
    try (var client = new LdjsonClient(door.port())) {
      client.sendBytes(bytes("{\"v\":1,\"src\":\"mute\",\"ts\":12")).finish();
      assertThat(client.answer()).isNull();
    }
    assertThat(head("mute")).isEqualTo(2);
    assertThat(dropped("incomplete")).isEqualTo(incomplete + 1);
  }

  @Test
  void aHelloOfAnotherVersionEndsTheConnection() throws Exception {
    try (var client = new LdjsonClient(door.port())) {
      client.send("{\"type\":\"hello\",\"v\":2,\"ack\":true}");
      assertThat(client.answer()).isNull();
    }
  }

  @Test
  void aLineSentAgainIsStoredOnceAndAnotherUnderTheSameIdIsRefused() throws Exception {
    String id = UUID.randomUUID().toString();
    String line = message("again", "event", "");
    double duplicates = sum("tradewitness_capture_duplicates_total", "");
    double reused = dropped("id_reused");
    try (var client = LdjsonClient.greeted(door.port())) {
      client.send(line).send(line).awaitAck(2);
      client.send(message("again", "event", ",\"id\":\"%s\"".formatted(id)));
      client.send(message("again", "metric", ",\"id\":\"%s\"".formatted(id))).awaitAck(4);
    }
    assertThat(head("again")).isEqualTo(2);
    assertThat(sum("tradewitness_capture_duplicates_total", "")).isEqualTo(duplicates + 1);
    assertThat(dropped("id_reused")).isEqualTo(reused + 1);
    assertThat(http.get("/vcp/events/" + id).json().object("header").string("event_type"))
        .isEqualTo("LOG");
  }

  @Test
  void aVcpEventIsTheSameAsOverRest() throws Exception {
    UUID id = UUID.randomUUID();
    String event = Events.order(id, "ldjson:vcp");
    try (var client = LdjsonClient.greeted(door.port())) {
      client.send("{\"v\":1,\"src\":\"vcp\",\"type\":\"vcp\",\"data\":%s}".formatted(event));
      client.awaitAck(1);
    }
    assertThat(streams.event(id).orElseThrow().document().bytes()).isEqualTo(bytes(event));
    var answer = http.log(event);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().string("status")).isEqualTo("duplicate");
  }

  @Test
  void spansBecomeATree() throws Exception {
    String trace = UUID.randomUUID().toString().replace("-", "");
    try (var client = LdjsonClient.greeted(door.port())) {
      client.send(message("config-service", "span", tree(trace, "span-1", "", 100)));
      client.send(message("file-receiver", "span", tree(trace, "span-2", "span-1", 50)));
      client.send(message("queue-service", "span", tree(trace, "span-3", "span-2", 200)));
      client.send(message("elsewhere", "span", tree(trace, "span-9", "gone", 1)));
      client.send(
          message("queue-service", "event", ",\"tid\":\"%s\",\"sid\":\"span-3\"".formatted(trace)));
      client.awaitAck(5);
    }
    JsonObject answer = http.get("/vcp/traces/" + trace).json();
    assertThat(answer.text("count")).isEqualTo("5");
    assertThat(answer.array("events").size()).isEqualTo(5);
    assertThat(answer.array("roots")).hasToString("[\"span-1\",\"span-9\"]");
    List<JsonObject> spans =
        answer.array("spans").elements().stream().map(JsonObject.class::cast).toList();
    assertThat(spans)
        .extracting(span -> span.string("span_id"), span -> span.text("duration_ms"))
        .containsExactly(
            tuple("span-1", "100"),
            tuple("span-2", "50"),
            tuple("span-3", "200"),
            tuple("span-9", "1"));
    assertThat(spans.get(1).array("children")).hasToString("[\"span-3\"]");
    assertThat(spans.get(2).array("event_ids").size()).isEqualTo(2);
    assertThat(spans.get(3).get("orphan")).isEqualTo(JsonValue.of(true));
  }

  /// Bytes of any kind, and good lines with bytes changed: the door answers each line, stores what
  /// it stores under valid names, and serves the next client.
  @Test
  void randomAndMutatedLinesHurtNobody() throws Exception {
    System.out.println("LDJSON fuzz seed " + SEED);
    var random = new Random(SEED);
    for (int round = 0; round < 20; round++) {
      var text = new ByteArrayOutputStream();
      int lines = 0;
      for (int i = 0; i < 200; i++) {
        byte[] line = random.nextInt(4) == 0 ? noise(random) : mutated(random);
        text.writeBytes(line);
        text.write('\n');
        lines += 1;
        for (byte b : line) {
          lines += b == '\n' ? 1 : 0;
        }
      }
      try (var client = LdjsonClient.greeted(door.port())) {
        client.sendBytes(text.toByteArray());
        client.finish();
        long acknowledged = 0;
        for (long ack = client.ack(); ack >= 0; ack = client.ack()) {
          assertThat(ack).as("seed %d round %d", SEED, round).isGreaterThan(acknowledged);
          acknowledged = ack;
        }
        assertThat(acknowledged).as("seed %d round %d", SEED, round).isEqualTo(lines);
      }
    }
    assertThat(sum("tradewitness_capture_ldjson_connections_ended_total", "failed")).isZero();
    assertThat(http.get("/actuator/health/readiness").status()).isEqualTo(200);
  }

  private static byte[] noise(Random random) {
    var bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return bytes;
  }

  /// No goodbye comes of it: two letters of a type would have to change into it.
  private static byte[] mutated(Random random) {
    byte[] bytes = bytes(message("fuzz", "span", ",\"data\":{\"n\":[1,2.5e3,\"\\u00e9\"]}"));
    for (int i = random.nextInt(4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  @Test
  void oneConnectionMoreThanThereMayBeIsClosedAtOnceAndTheOthersGoOn() throws Exception {
    await().until(() -> active("ldjson") == 0);
    double refused = sum("tradewitness_capture_ldjson_connections_ended_total", "limit");
    var clients = new ArrayList<LdjsonClient>();
    try {
      for (int i = 0; i < 100; i++) {
        clients.add(LdjsonClient.greeted(door.port()));
      }
      await().until(() -> active("ldjson") == 100);
      assertThat(active("")).isGreaterThanOrEqualTo(100);
      try (var one = new LdjsonClient(door.port())) {
        assertThat(closedAtOnce(one)).isTrue();
      }
      for (LdjsonClient client : clients) {
        client.send(message("crowd", "event", ",\"u\":\"" + UUID.randomUUID() + "\""));
      }
      for (LdjsonClient client : clients) {
        client.awaitAck(1);
      }
    } finally {
      clients.forEach(LdjsonClient::close);
    }
    assertThat(head("crowd")).isEqualTo(100);
    assertThat(sum("tradewitness_capture_ldjson_connections_ended_total", "limit"))
        .isEqualTo(refused + 1);
    await().until(() -> active("ldjson") == 0);
  }

  @Test
  void thePagesExampleDoesWhatItSays() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "ldjson.md"));
    String example = page.substring(page.indexOf("```sh\n") + 6);
    String script =
        example.substring(0, example.indexOf("```")).replace("/17000", "/" + door.port());
    long before = head("queue-service");
    Process bash = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true).start();
    assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("{\"ack\":1}\n");
    assertThat(bash.waitFor()).isZero();
    assertThat(head("queue-service")).isEqualTo(before + 1);
  }

  private static boolean closedAtOnce(LdjsonClient client) {
    try {
      return client.answer() == null;
    } catch (IOException _) {
      return true; // reset
    }
  }

  private static String tree(String trace, String id, String parent, int duration) {
    return ",\"tid\":\"%s\",\"sid\":\"%s\"%s,\"data\":{\"duration_ms\":%d}"
        .formatted(trace, id, parent.isEmpty() ? "" : ",\"pid\":\"" + parent + "\"", duration);
  }

  private static String message(String src, String type, String more) {
    return "{\"v\":1,\"src\":\"%s\",\"ts\":%d,\"type\":\"%s\"%s}"
        .formatted(src, System.currentTimeMillis(), type, more);
  }

  private static byte[] line(int length) {
    String start = message("hostile", "event", ",\"data\":\"");
    return bytes(start + "x".repeat(length - start.length() - 2) + "\"}\n");
  }

  private static byte[] crlf(byte[] line) {
    return bytes(new String(line, StandardCharsets.US_ASCII).replace("\n", "\r\n"));
  }

  private static String deep(int levels) {
    return message("hostile", "event", ",\"data\":" + "[".repeat(levels) + "]".repeat(levels));
  }

  private static byte[] brokenUtf8() {
    byte[] line = bytes(message("hostile", "event", ",\"data\":\"?\"") + "\n");
    line[line.length - 4] = (byte) 0xC3;
    return line;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private long head(String src) {
    return streams.head(POLICY + src).orElse(0L);
  }

  private double dropped(String reason) {
    return sum(
        "sidecar_messages_dropped_total", reason.isEmpty() ? "" : "reason=\"" + reason + "\"");
  }

  private double active(String door) {
    return door.isEmpty()
        ? sum("sidecar_active_connections", "")
        : sum("tradewitness_capture_connections", door);
  }

  private double sum(String name, String label) {
    return http.get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(name))
        .filter(line -> line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
