package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.testservers.Servers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.SmartLifecycle;

/// What Kafka deleted before it was tapped is evidence, too: an `ERR_SYNC` event in the source's
/// stream, and a line of `/vcp/sources/…/gaps`.
@CaptureTest
class TapGapIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TOPIC = "errors";
  private static final String SOURCE = "kafka:errors";

  @Autowired
  @Qualifier("tapContainer")
  private SmartLifecycle tap;

  private CaptureHttp http;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    http = new CaptureHttp(port);
  }

  @Test
  void messagesThatExpiredWhileTheTapStoodAreAGapAndTheRestIsStored() throws Exception {
    try (var topics = new TopicReader()) {
      // All of one key, so of one partition: the first two are tapped, the next three expire.
      send(topics, 0, 2);
      awaitErrors(2);
      tap.stop();
      send(topics, 2, 7);
      var last =
          topics.all(TOPIC).stream()
              .filter(message -> "gap".equals(new String(message.key(), StandardCharsets.UTF_8)))
              .reduce((_, later) -> later)
              .orElseThrow();
      var partition = new TopicPartition(TOPIC, last.partition());
      long begin = last.offset() - 1;
      delete(partition, begin);

      tap.start();

      awaitErrors(2 + 2);
      JsonObject gap = only(http.get("/vcp/sources/" + SOURCE + "/gaps").json().array("gaps"));
      assertThat(gap.string("lane")).endsWith("/" + partition.partition());
      assertThat(gap.text("first")).isEqualTo(Long.toString(begin - 3));
      assertThat(gap.text("last")).isEqualTo(Long.toString(begin - 1));

      JsonObject event = http.get("/vcp/events/" + gap.string("event_id")).json().object("payload");
      assertThat(event.object("error_details").string("error_code")).isEqualTo("SOURCE_GAP");
      assertThat(event.object("gap").string("first")).isEqualTo(Long.toString(begin - 3));
      assertThat(lane(partition).text("number")).isEqualTo(Long.toString(last.offset()));
      assertThat(lane(partition).text("gaps")).isEqualTo("1");

      // Read once more from the start, the same gap is found no second time.
      tap.stop();
      tap.start();
      send(topics, 7, 8);
      awaitErrors(5);
      assertThat(http.get("/vcp/sources/" + SOURCE + "/gaps").json().array("gaps").size())
          .isEqualTo(1);
    }
  }

  @Test
  void aPageOfSourcesIsContinuedBehindItsLastLane() {
    try (var topics = new TopicReader()) {
      for (String key : List.of("a", "b", "c", "d", "e", "f")) {
        topics.send("orders", key, order("page-" + key));
      }
    }
    await()
        .atMost(PATIENCE)
        .until(() -> http.get("/vcp/sources").json().array("sources").size() >= 2);
    JsonObject first = http.get("/vcp/sources?limit=1").json();
    assertThat(first.get("truncated").toString()).contains("true");
    JsonObject lane = only(first.array("sources"));

    JsonObject next =
        http.get(
                "/vcp/sources?limit=1&after_source=%s&after_lane=%s"
                    .formatted(lane.string("source"), lane.string("lane").replace("/", "%2F")))
            .json();

    assertThat(only(next.array("sources"))).isNotEqualTo(lane);
    assertThat(http.get("/vcp/sources?limit=0").status()).isEqualTo(400);
    assertThat(http.get("/vcp/sources?nonsense=1").status()).isEqualTo(400);
    assertThat(http.get("/vcp/sources/none/gaps").json().array("gaps").size()).isZero();
  }

  private static void send(TopicReader topics, int from, int to) {
    for (int i = from; i < to; i++) {
      topics.send(TOPIC, "gap", "{\"code\":\"GAP\",\"message\":\"m%d\"}".formatted(i));
    }
  }

  private static String order(String id) {
    return """
    {"order_id":"%s","symbol":"X","side":"BUY","type":"LIMIT","price":"1.5","quantity":"10"}\
    """
        .formatted(id);
  }

  private void awaitErrors(int count) {
    await()
        .atMost(PATIENCE)
        .until(() ->
            http.get("/vcp/events?policy_id=local.tradewitness:errors&event_type=ERR_SYSTEM")
                    .json()
                    .array("events")
                    .size()
                == count);
  }

  private JsonObject lane(TopicPartition partition) {
    return (JsonObject)
        http.get("/vcp/sources").json().array("sources").elements().stream()
            .filter(lane ->
                SOURCE.equals(((JsonObject) lane).string("source"))
                    && ((JsonObject) lane).string("lane").endsWith("/" + partition.partition()))
            .findFirst()
            .orElseThrow();
  }

  private static JsonObject only(JsonArray array) {
    assertThat(array.size()).isEqualTo(1);
    return (JsonObject) array.get(0);
  }

  private static void delete(TopicPartition partition, long before) throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", Servers.kafka().bootstrapServers()))) {
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before))).all().get();
    }
  }
}
