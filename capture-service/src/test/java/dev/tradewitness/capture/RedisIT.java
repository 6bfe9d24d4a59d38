package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadGroupParams;

/// Entries of streams of a real Redis: stored in their order, once each, whatever fails; what was
/// trimmed unread is told.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String GROUP = "tradewitness";
  private static final int DRILL_ENTRIES = 3_000;

  /// Streams of this test's own: a new database takes what the others published for its own past.
  private final String run = UUID.randomUUID().toString();

  private final Database database = Servers.postgres().createDatabase("capture");
  private RedisProcess redis;
  private Path sources;
  private SharedCapture shared;

  @BeforeAll
  void open(@TempDir Path folder) throws IOException {
    RedisProcess.require();
    Servers.kafka().resetTopics();
    redis = new RedisProcess(folder).start();
    sources = folder.resolve("sources.yaml");
    Files.writeString(
        sources,
        """
        version: 1
        redis:
          - {server: "127.0.0.1:%1$d", stream: trades, mapping: guide, policy_id: "redis:trades-%2$s"}
          - {server: "127.0.0.1:%1$d", stream: orders, mapping: orders, field: json, policy_id: "redis:orders-%2$s"}
          - {server: "127.0.0.1:%1$d", stream: trimmed, mapping: guide, policy_id: "redis:trimmed-%2$s"}
          - {server: "127.0.0.1:%1$d", stream: left, mapping: guide, policy_id: "redis:left-%2$s"}
          - {server: "127.0.0.1:%1$d", stream: anew, mapping: guide, policy_id: "redis:anew-%2$s"}
          - {server: "127.0.0.1:%1$d", stream: example, mapping: guide, policy_id: "redis:example-%2$s"}
          - {server: "127.0.0.1:%1$d", stream: moved, mapping: guide, policy_id: "redis:moved-%2$s"}
          - {server: "127.0.0.1:%1$d", stream: drill, mapping: guide, policy_id: "redis:drill-%2$s"}
        """
            .formatted(redis.port(), run));
    shared = new SharedCapture(this::start);
  }

  @AfterAll
  void close() {
    if (shared != null) {
      shared.close();
    }
    if (redis != null) {
      redis.close();
    }
  }

  @Test
  void fieldsBecomeEventsAsTheGuideHasIt() {
    CaptureHttp http = shared.running().http();
    try (Jedis client = redis.client()) {
      client.xadd(
          "trades",
          XAddParams.xAddParams().id("1700000000000-7"),
          Map.of("event_type", "EXE", "symbol", "AAPL", "price", "185.5000", "qty", "40"));
      client.xadd("trades", StreamEntryID.NEW_ENTRY, Map.of("anything", "at all"));
      client.sendCommand(
          Command.XADD, "trades", "*", "event_type", "not a type", "note", "twice", "note", "more");
      client.sendCommand(
          Command.XADD,
          bytes("trades"),
          bytes("*"),
          bytes("event_type"),
          bytes("ORD"),
          bytes("blob"),
          new byte[] {(byte) 0xff, 0});
    }

    List<JsonObject> events = stored(http, "trades", 4);
    assertThat(events)
        .extracting(event -> header(event).string("event_type"))
        .containsExactly("EXE", "UNKNOWN", "REDIS_ENTRY", "REDIS_ENTRY");
    JsonObject first = events.getFirst();
    assertThat(header(first).string("timestamp_iso")).isEqualTo("2023-11-14T22:13:20.000000Z");
    assertThat(header(first).string("symbol")).isEqualTo("AAPL");
    assertThat(payload(first).object("trade_data").toString())
        .contains("\"price\":\"185.5000\"", "\"symbol\":\"AAPL\"")
        .doesNotContain("event_type");
    assertThat(payload(first).object("source").string("entry_id")).isEqualTo("1700000000000-7");
    assertThat(payload(events.get(2)).object("not_mapped").string("code"))
        .isEqualTo("DUPLICATE_FIELD");
    assertThat(payload(events.get(2)).array("fields").size()).isEqualTo(3);
    assertThat(payload(events.get(3)).object("not_mapped").string("code")).isEqualTo("NOT_UTF8");
    assertThat(payload(events.get(3)).array("fields").toString())
        .contains("\"value_base64\":\"/wA=\"");

    JsonObject lane = lane(http, "trades");
    assertThat(lane.text("number")).isEqualTo("4");
    assertThat(pending("trades")).isZero();
  }

  @Test
  void thePagesExampleIsStored() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "redis.md"));
    String[] commands = page.split("```sh\n", -1)[1].split("```", -1)[0].split("\n", -1);
    assertThat(commands[0]).startsWith("redis-cli XADD trades ");
    assertThat(commands[1]).contains("127.0.0.1:8081", "local.tradewitness:redis-trades");
    CaptureHttp http = shared.running().http();

    String id =
        shell(commands[0].replace("-cli XADD trades", "-cli -p " + redis.port() + " XADD example"))
            .strip();
    String ask =
        commands[1]
            .replace(":8081", ":" + shared.running().port())
            .replace("local.tradewitness:redis-trades", "redis:example-" + run);
    await().atMost(PATIENCE).until(() -> shell(ask).contains(id));
    assertThat(documents(http, "example"))
        .singleElement()
        .satisfies(event -> assertThat(event.toString()).contains("\"price\":\"185.5000\""));
  }

  /// What a command of a shell prints.
  private static String shell(String command) throws IOException, InterruptedException {
    Process shell = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
    String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void anOrderInAFieldOfJsonIsOneAndWhatIsNoOrderIsKeptWhole() {
    CaptureHttp http = shared.running().http();
    String order =
        """
        {"order_id":"R-1","symbol":"MSFT","side":"BUY","type":"LIMIT","price":410.10,"quantity":"5"}\
        """;
    try (Jedis client = redis.client()) {
      client.xadd("orders", StreamEntryID.NEW_ENTRY, Map.of("json", order, "desk", "D7"));
      client.xadd("orders", StreamEntryID.NEW_ENTRY, Map.of("json", "{\"order_id\":\"R-2\"}"));
      client.xadd("orders", StreamEntryID.NEW_ENTRY, Map.of("json", "[not json"));
      client.xadd("orders", StreamEntryID.NEW_ENTRY, Map.of("other", "field"));
    }

    List<JsonObject> events = stored(http, "orders", 4);
    assertThat(events)
        .extracting(event -> header(event).string("event_type"))
        .containsExactly("ORD", "REDIS_ENTRY", "REDIS_ENTRY", "REDIS_ENTRY");
    assertThat(payload(events.getFirst()).object("trade_data").string("price")).isEqualTo("410.10");
    assertThat(payload(events.getFirst()).array("fields").toString()).contains("D7");
    assertThat(payload(events.get(1)).object("not_mapped").string("code"))
        .isEqualTo("MISSING_MEMBER");
  }

  @Test
  void whatWasTrimmedOrDeletedUnreadIsAGap() throws Exception {
    try (Jedis client = redis.client()) {
      add(client, "trimmed", "T", 0, 3);
      stored(shared.running().http(), "trimmed", 3);
      shared.end();
      add(client, "trimmed", "T", 3, 10);
      client.xtrim("trimmed", 4, false);
      List<StreamEntryID> left =
          client.xrange("trimmed", "-", "+").stream().map(entry -> entry.getID()).toList();
      client.xdel("trimmed", left.get(1));
    }

    CaptureHttp http = shared.running().http();
    // Three, a gap of three, and of the last four one is deleted.
    List<JsonObject> events = stored(http, "trimmed", 3 + 1 + 3);
    assertThat(events)
        .filteredOn(event -> header(event).string("event_type").equals("ERR_SYNC"))
        .hasSize(1);
    List<JsonObject> gaps = gaps(http, "trimmed");
    assertThat(gaps).hasSize(1);
    assertThat(gaps.getFirst().text("first")).isEqualTo("4");
    assertThat(gaps.getFirst().text("last")).isEqualTo("7");
    assertThat(lane(http, "trimmed").text("number")).isEqualTo("10");
  }

  @Test
  void whatADeadConsumerLeftIsClaimedAndAcknowledged() {
    CaptureHttp http = shared.running().http();
    try (Jedis client = redis.client()) {
      add(client, "left", "L", 0, 5);
      stored(http, "left", 5);
      // Its entries are stored; it died before it could say so.
      client.xgroupSetID("left", GROUP, new StreamEntryID("0-0"));
      client.xreadGroup(
          GROUP,
          "dead",
          XReadGroupParams.xReadGroupParams().count(3),
          Map.of("left", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
    }

    await().atMost(PATIENCE).until(() -> pending("left") == 0);
    assertThat(stored(http, "left", 5)).hasSize(5);
  }

  @Test
  void aGroupThatIsMovedForwardOrDestroyedLosesNothing() throws Exception {
    CaptureHttp http = shared.running().http();
    try (Jedis client = redis.client()) {
      add(client, "moved", "M", 0, 5);
      stored(http, "moved", 5);
      for (int i = 5; i < 400; i++) {
        add(client, "moved", "M", i, i + 1);
        client.eval(
            "redis.pcall('XGROUP','SETID',KEYS[1],ARGV[1],'$') return 1",
            List.of("moved"),
            List.of(GROUP));
        if (i == 200) {
          client.xgroupDestroy("moved", GROUP);
        }
      }
    }

    List<String> all = IntStream.range(0, 400).mapToObj(i -> "M-" + i).toList();
    assertThat(orderIds(stored(http, "moved", 400))).isEqualTo(all);
    assertThat(gaps(http, "moved")).isEmpty();
  }

  @Test
  void aStreamThatIsMadeAnewIsReadFromItsBeginning() throws Exception {
    CaptureHttp http = shared.running().http();
    try (Jedis client = redis.client()) {
      add(client, "anew", "A", 0, 5);
      stored(http, "anew", 5);
      String before = lane(http, "anew").string("lane");
      client.del("anew");
      add(client, "anew", "B", 0, 2);

      assertThat(orderIds(stored(http, "anew", 7)))
          .containsExactly("A-0", "A-1", "A-2", "A-3", "A-4", "B-0", "B-1");
      assertThat(gaps(http, "anew")).isEmpty();
      assertThat(
              http.get("/vcp/sources").json().array("sources").elements().stream()
                  .map(JsonObject.class::cast)
                  .filter(lane -> "redis:anew".equals(lane.string("source")))
                  .map(lane -> lane.string("lane")))
          .hasSize(2)
          .contains(before);
    }
  }

  @Test
  void nothingIsLostOrDoubledWhenServiceAndRedisAreKilled() throws Exception {
    var sent = new ArrayList<String>();
    int parts = 4;
    int each = DRILL_ENTRIES / parts;
    for (int part = 0; part < parts; part++) {
      CaptureProcess capture = shared.running();
      try (Jedis client = redis.client()) {
        for (int i = 0; i < each; i++) {
          String id = "K-" + part + "-" + i;
          client.xadd("drill", StreamEntryID.NEW_ENTRY, entry(id));
          sent.add(id);
        }
      }
      int enough = sent.size() - each / 2;
      await().atMost(PATIENCE).until(() -> count(capture.http(), "drill") > enough - each / 2);
      switch (part) {
        case 0, 2 -> capture.kill();
        case 1 -> {
          redis.kill();
          redis.start();
        }
        default -> {}
      }
    }
    CaptureHttp http = shared.running().http();
    await().atMost(PATIENCE).until(() -> count(http, "drill") >= sent.size());
    List<String> stored = orderIds(stored(http, "drill", sent.size()));
    var lost = new HashSet<>(sent);
    lost.removeAll(stored);
    int doubled = stored.size() - new HashSet<>(stored).size();
    System.out.printf(
        "Redis, kill -9 of the service twice and of Redis once: acknowledged by Redis %d, stored %d, lost %d, doubled %d%n",
        sent.size(), stored.size(), lost.size(), doubled);
    assertThat(stored).as("in the order of the stream").isEqualTo(sent);
    assertThat(gaps(http, "drill")).isEmpty();
  }

  private CaptureProcess start() {
    return CaptureProcess.start(
        database,
        "--tradewitness.capture.sources=" + sources,
        "--tradewitness.capture.redis.lease=3s",
        "--tradewitness.capture.redis.claim-after=2s");
  }

  private static void add(Jedis client, String stream, String prefix, int from, int to) {
    for (int i = from; i < to; i++) {
      client.xadd(stream, StreamEntryID.NEW_ENTRY, entry(prefix + "-" + i));
    }
  }

  private static Map<String, String> entry(String orderId) {
    return Map.of("event_type", "ORD", "order_id", orderId);
  }

  private long pending(String stream) {
    try (Jedis client = redis.client()) {
      return client.xpending(stream, GROUP).getTotal();
    }
  }

  /// The events of a stream in their order, once there are so many.
  private List<JsonObject> stored(CaptureHttp http, String stream, int count) {
    await().atMost(PATIENCE).until(() -> count(http, stream) >= count);
    return documents(http, stream);
  }

  private long count(CaptureHttp http, String stream) {
    return documents(http, stream).size();
  }

  private List<JsonObject> documents(CaptureHttp http, String stream) {
    var found = new ArrayList<JsonObject>();
    while (true) {
      var page =
          http.get(
              "/vcp/streams/redis:%s-%s/events?limit=1000&from=%d"
                  .formatted(stream, run, found.size()));
      if (page.status() != 200) {
        return found;
      }
      var events = page.json().array("events").elements();
      if (events.isEmpty()) {
        return found;
      }
      for (var event : events) {
        found.add(parsed(Base64.getDecoder().decode(((JsonObject) event).string("document"))));
      }
    }
  }

  private static List<String> orderIds(List<JsonObject> events) {
    return events.stream()
        .map(event -> payload(event).object("trade_data").string("order_id"))
        .toList();
  }

  private static JsonObject lane(CaptureHttp http, String stream) {
    return (JsonObject)
        http.get("/vcp/sources").json().array("sources").elements().stream()
            .filter(lane -> ("redis:" + stream).equals(((JsonObject) lane).string("source")))
            .findFirst()
            .orElseThrow();
  }

  private static List<JsonObject> gaps(CaptureHttp http, String stream) {
    return http
        .get("/vcp/sources/redis:" + stream + "/gaps")
        .json()
        .array("gaps")
        .elements()
        .stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private static JsonObject header(JsonObject event) {
    return Objects.requireNonNull(event.object("header"));
  }

  private static JsonObject payload(JsonObject event) {
    return Objects.requireNonNull(event.object("payload"));
  }

  private static JsonObject parsed(byte[] document) {
    try {
      return Json.parseObject(document, JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
