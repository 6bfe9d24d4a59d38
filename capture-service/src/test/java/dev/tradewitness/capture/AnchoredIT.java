package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/// Reads show the batch that an event is in, as the anchor-service last described it.
@CaptureTest
class AnchoredIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String BATCH = "01957b1c-0000-7000-8000-000000000001";
  private static final String ROOT = "ab".repeat(32);

  private CaptureHttp http;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    http = new CaptureHttp(port);
  }

  @Test
  void anEventShowsItsBatchFromItsClosingOn() {
    UUID first = UUID.randomUUID();
    UUID second = UUID.randomUUID();
    UUID open = UUID.randomUUID();
    http.log(Events.order(first, "anchored:a"));
    http.log(Events.order(second, "anchored:a"));
    http.log(Events.order(open, "anchored:a"));
    assertThat(security(second).has("merkle_root")).isFalse();

    try (var topics = new TopicReader()) {
      topics.send("vcp.anchors", "anchored:a", batch("PENDING"));
      await().atMost(PATIENCE).until(() -> security(second).has("merkle_root"));
      assertThat(security(second).string("anchor_status")).isEqualTo("PENDING");
      assertThat(security(second).string("merkle_root")).isEqualTo(ROOT);
      assertThat(security(second).text("merkle_index")).isEqualTo("1");
      assertThat(security(second).string("anchor_reference")).isEqualTo(BATCH);
      assertThat(security(open).has("merkle_root")).isFalse();

      topics.send("vcp.anchors", "anchored:a", batch("ANCHORED"));
      topics.send("vcp.anchors", "anchored:a", "{\"batch_id\":\"no record\"}");
      topics.send("vcp.anchors", "anchored:a", batch("PENDING"));
      await()
          .atMost(PATIENCE)
          .until(() -> "ANCHORED".equals(security(first).string("anchor_status")));
      await().atMost(PATIENCE).until(() -> topics.all("vcp.anchors.dlt").size() == 1);
      assertThat(security(first).string("anchor_status")).isEqualTo("ANCHORED");
    }

    JsonArray newest = http.get("/vcp/batches/newest").json().array("batches");
    assertThat(newest.elements()).hasSize(1);
    assertThat(((JsonObject) newest.get(0)).string("batch_id")).isEqualTo(BATCH);
    assertThat(((JsonObject) newest.get(0)).string("status")).isEqualTo("ANCHORED");
    assertThat(
            http.get("/vcp/batches/newest?after=anchored:a&limit=1")
                .json()
                .array("batches")
                .elements())
        .isEmpty();
    assertThat(http.get("/vcp/batches/newest?limit=101").status()).isEqualTo(400);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          JsonObject health = http.get("/health").json();
          assertThat(health.string("current_root")).isEqualTo(ROOT);
          assertThat(health.string("last_anchor")).isEqualTo("2026-03-01T12:00:05.000000Z");
          assertThat(health.text("pending_events")).isEqualTo("1");
          assertThat(health.text("events_logged")).isEqualTo("3");
        });
  }

  private JsonObject security(UUID id) {
    return http.get("/vcp/events/" + id).json().object("security");
  }

  private static String batch(String status) {
    return """
    {"batch_id":"%s","policy_id":"anchored:a","merkle_algo":"RFC6962","merkle_root":"%s","event_count":2,\
    "first_sequence":0,"last_sequence":1,"closed_at":"2026-03-01T12:00:00.000000Z","anchored_at":%s,\
    "status":"%s","anchors":[]}\
    """
        .formatted(
            BATCH,
            ROOT,
            status.equals("ANCHORED") ? "\"2026-03-01T12:00:05.000000Z\"" : "null",
            status);
  }
}
