package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.launcher.part.ReservedPorts;
import dev.tradewitness.testservers.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/// A source that cannot be read is in `/health` until it is read, and is read by itself once it can
/// be.
class DoorHealthIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String topic = "absent-" + UUID.randomUUID();
  private CaptureHttp http;

  @Test
  void everyDoorsTroubleIsNamedWithItsReasonAndBeginningAndEndsByItself(@TempDir Path folder)
      throws Exception {
    RedisProcess.require();
    // Events of other databases would be put back into this one: an hour of "degraded".
    Servers.kafka().resetTopics();
    int fix = ReservedPorts.one();
    Path store = Files.createFile(folder.resolve("fix"));
    Path password = Files.writeString(folder.resolve("password"), "wrong-secret");
    try (var redis = new RedisProcess(folder);
        var taken = new Occupied(fix);
        CaptureProcess capture = start(folder, redis.port(), fix, password)) {
      http = capture.http();
      awaitTroubles("fix STORE_NOT_WRITABLE", "kafka:" + topic + " NO_TOPIC", "redis:trades AWAY");
      Files.delete(store);
      awaitTroubles("fix PORT_NOT_BOUND", "kafka:" + topic + " NO_TOPIC", "redis:trades AWAY");
      await().atMost(PATIENCE).until(() -> "degraded".equals(health().string("status")));
      assertThat(http.log(Events.order(UUID.randomUUID(), "test:others")).status())
          .as("the other doors")
          .isEqualTo(201);
      Instant since = since("redis:trades");
      assertThat(since).isBefore(Instant.now());

      taken.leave();
      Servers.kafka().createTopic(topic, 1);
      redis.startWithPassword("right-secret");
      awaitTroubles("kafka:" + topic + " NO_DEAD_LETTER_TOPIC", "redis:trades LOGIN_REFUSED");
      Servers.kafka().createTopic(Topics.deadLetters(topic), 1);
      awaitTroubles("redis:trades LOGIN_REFUSED");
      assertThat(since("redis:trades")).as("it was never read meanwhile").isEqualTo(since);
      assertThat(http.get("/health").text()).doesNotContain("secret");

      Files.writeString(password, "right-secret");
      awaitTroubles();
      await().atMost(PATIENCE).until(() -> "healthy".equals(health().string("status")));
      sendToEach(redis, fix, folder);
    }
  }

  @Test
  void aRedisThatIsBackIsNoTroubleWhileOnlyTheDatabaseIsAway(@TempDir Path folder)
      throws Exception {
    RedisProcess.require();
    Servers.kafka().resetTopics();
    Servers.kafka().createTopic(topic, 1);
    Servers.kafka().createTopic(Topics.deadLetters(topic), 1);
    Path password = Files.writeString(folder.resolve("password"), "right-secret");
    try (var redis = new RedisProcess(folder);
        CaptureProcess capture = start(folder, redis.port(), ReservedPorts.one(), password)) {
      http = capture.http();
      awaitTroubles("redis:trades AWAY");
      Servers.postgres().kill();
      try {
        await().atMost(PATIENCE).until(() -> "down".equals(health().string("database")));
        redis.startWithPassword("right-secret");
        awaitTroubles();
        assertThat(health().string("database")).isEqualTo("down");
      } finally {
        Servers.postgres().start();
      }
    }
  }

  @Test
  void aTopicWithoutOneForDeadLettersIsATroubleAndItsPoisonWaitsForThatTopic(@TempDir Path folder)
      throws Exception {
    Servers.kafka().resetTopics();
    Servers.kafka().createTopic(topic, 1);
    Path sources =
        Files.writeString(folder.resolve("sources.yaml"), "version: 1\nkafka:\n" + tap(topic));
    try (var topics = new TopicReader();
        CaptureProcess capture =
            CaptureProcess.start(
                Servers.postgres().createDatabase("capture"),
                "--tradewitness.capture.sources=" + sources,
                "--tradewitness.capture.tap.topics-watch=500ms",
                "--tradewitness.capture.tap.group-id=" + topic)) {
      http = capture.http();
      awaitTroubles("kafka:" + topic + " NO_DEAD_LETTER_TOPIC");
      await().atMost(PATIENCE).until(() -> "degraded".equals(health().string("status")));
      topics.send(topic, "k", "poison");
      topics.send(topic, "k", "{\"a\":1}");

      Servers.kafka().createTopic(Topics.deadLetters(topic), 1);
      awaitTroubles();
      await().atMost(PATIENCE).until(() -> topics.all(Topics.deadLetters(topic)).size() == 1);
      assertThat(topics.all(Topics.deadLetters(topic)).getFirst().value())
          .asString()
          .isEqualTo("poison");
      await().atMost(PATIENCE).until(() -> "healthy".equals(health().string("status")));
      assertThat(http.get("/vcp/events?policy_id=test:absent").json().array("events").size())
          .isOne();
    }
  }

  /// Somebody else's port.
  private static final class Occupied implements AutoCloseable {
    private final ServerSocket socket;

    Occupied(int port) throws IOException {
      socket = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"));
    }

    void leave() throws IOException {
      socket.close();
    }

    @Override
    public void close() throws IOException {
      leave();
    }
  }

  private void sendToEach(RedisProcess redis, int fix, Path folder) throws Exception {
    StreamEntryID entry;
    try (Jedis client = redis.client()) {
      client.auth("right-secret");
      entry = client.xadd("trades", StreamEntryID.NEW_ENTRY, Map.of("event_type", "ORD"));
    }
    try (var topics = new TopicReader();
        var _ =
            FixClient.connect(fix, "FIX.4.4", Files.createDirectories(folder.resolve("client")))
                .awaitLogon()) {
      topics.send(topic, "k", "{\"a\":1}");
      await()
          .atMost(PATIENCE)
          .until(() -> lanes("kafka:" + topic).size() == 1 && lanes("redis:trades").size() == 1);
      assertThat(lanes("redis:trades").getFirst().string("cursor")).isEqualTo(entry.toString());
      JsonObject tapped = lanes("kafka:" + topic).getFirst();
      assertThat(tapped.has("cursor")).isTrue();
      assertThat(tapped.string("cursor")).as("its number says it").isNull();
    }
  }

  private static String tap(String topic) {
    return "- {topic: %s, mapping: whole, event_type: ABSENT, policy_id: 'test:absent'}\n"
        .formatted(topic);
  }

  private CaptureProcess start(Path folder, int redis, int fix, Path password) throws Exception {
    Path sources =
        Files.writeString(
            folder.resolve("sources.yaml"),
            """
            version: 1
            kafka:
            %s
            fix:
              - {begin_string: FIX.4.4, sender_comp_id: %s, target_comp_id: %s, policy_id: "test:fix"}
            redis:
              - {server: "127.0.0.1:%d", stream: trades, mapping: guide, policy_id: "test:redis"}
            """
                .formatted(tap(topic).strip(), FixClient.THEIRS, FixClient.OURS, redis));
    return CaptureProcess.start(
        Servers.postgres().createDatabase("capture"),
        "--tradewitness.capture.sources=" + sources,
        "--tradewitness.capture.sources-watch=200ms",
        "--tradewitness.capture.tap.topics-watch=500ms",
        "--tradewitness.capture.tap.group-id=" + topic,
        // A topic that was made later is found by the next look for topics.
        "--spring.kafka.consumer.properties.metadata.max.age.ms=2000",
        "--tradewitness.capture.fix.port=" + fix,
        "--tradewitness.capture.fix.store-folder=" + folder.resolve("fix"),
        "--tradewitness.capture.redis.retry=200ms",
        "--tradewitness.capture.redis.password-file=" + password);
  }

  private void awaitTroubles(String... expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(troubles())
                .extracting(one -> one.string("source") + " " + one.string("reason"))
                .containsExactly(expected));
  }

  private Instant since(String source) {
    return troubles().stream()
        .filter(one -> source.equals(one.string("source")))
        .map(one -> Instant.parse(Objects.requireNonNull(one.string("since"))))
        .findFirst()
        .orElseThrow();
  }

  private List<JsonObject> troubles() {
    return health().object("sources").array("troubles").elements().stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private JsonObject health() {
    return http.get("/health").json();
  }

  private List<JsonObject> lanes(String source) {
    return http.get("/vcp/sources").json().array("sources").elements().stream()
        .map(JsonObject.class::cast)
        .filter(lane -> source.equals(lane.string("source")))
        .toList();
  }
}
