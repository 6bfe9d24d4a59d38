package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Hash;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/// With the largest `rest.event-size-max`, an event of just that size is stored, read and sent on.
@CaptureTest
@TestPropertySource(properties = "tradewitness.capture.rest.event-size-max=900KB")
class EventSizeIT {

  private static final int BYTES_MAX = 900 * 1024;

  private CaptureHttp http;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    http = new CaptureHttp(port);
  }

  @Test
  void theLargestEventGoesToItsStreamAndToKafkaWhole() {
    byte[] event = padded("size:single", BYTES_MAX);

    assertThat(http.post("/vcp/log", padded("size:single", BYTES_MAX + 1)).status()).isEqualTo(413);
    var answer = http.post("/vcp/log", event);

    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    assertThat(http.post("/vcp/log", event).status()).isEqualTo(200);
    assertThat(stored("size:single", 0)).isEqualTo(event);
    assertSentOn("size:single", answer.json().string("event_hash"));
  }

  @Test
  void aBatchTakesTheLargestEventAndRefusesALargerOneAlone() {
    byte[] event = padded("size:batch", BYTES_MAX);
    String batch =
        new String(event, StandardCharsets.UTF_8)
            + "\n"
            + new String(padded("size:batch", BYTES_MAX + 1), StandardCharsets.UTF_8)
            + "\n"
            + Events.order(UUID.randomUUID(), "size:batch");

    JsonObject answer = http.post("/vcp/log/batch", batch.getBytes(StandardCharsets.UTF_8)).json();

    assertThat(answer.text("accepted")).isEqualTo("2");
    assertThat(answer.array("results").get(1).toString()).contains("EVENT_TOO_LARGE");
    assertThat(stored("size:batch", 0)).isEqualTo(event);
    assertSentOn("size:batch", ((JsonObject) answer.array("results").get(0)).string("event_hash"));
  }

  private byte[] stored(String policyId, int sequence) {
    var page =
        http.get("/vcp/streams/%s/events?from=%d&limit=1".formatted(policyId, sequence)).json();
    return Base64.getDecoder()
        .decode(((JsonObject) page.array("events").get(0)).string("document"));
  }

  private static void assertSentOn(String policyId, String hash) {
    try (var topics = new TopicReader()) {
      await().atMost(Duration.ofSeconds(60)).until(() -> !topics.events(policyId).isEmpty());
      ConsumerRecord<byte[], byte[]> record = topics.events(policyId).getFirst();
      assertThat(record.value()).hasSizeGreaterThan(BYTES_MAX);
      assertThat(TopicReader.headers(record).sequence()).isZero();
      assertThat(TopicReader.headers(record).eventHash()).isEqualTo(Hash.ofHex(hash));
    }
  }

  private static byte[] padded(String policyId, int bytes) {
    String event = Events.event(UUID.randomUUID(), policyId, "NOTE", "{\"note\": \"here\"}");
    int missing = bytes - event.length();
    return event.replace("here", "here" + "x".repeat(missing)).getBytes(StandardCharsets.UTF_8);
  }
}
