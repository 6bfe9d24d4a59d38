package dev.tradewitness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.system.load.Events;
import dev.tradewitness.system.load.Messages;
import dev.tradewitness.system.stack.CapturedStream;
import dev.tradewitness.system.stack.Evidence;
import dev.tradewitness.system.stack.Http;
import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.SharedStack;
import dev.tradewitness.system.stack.Table;
import dev.tradewitness.system.stack.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The largest event of each door goes the whole way: stored, published, a leaf, in a bundle that
/// verifies.
@Order(1)
@ExtendWith(SharedStack.class)
class LargestEventIT {

  private static final int HTTP_BYTES_MAX = 64 * 1024;
  private static final int TAP_BYTES_MAX = 256 * 1024;

  /// Of any event. HTTP is set to less here; a mirrored text reaches it.
  private static final int EVENT_BYTES_MAX = 900 * 1024;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Table table = new Table("The largest event of each door");
  private final String run = Long.toString(System.nanoTime(), 36);

  @Test
  void isProvenLikeAnyOther(RunningStack stack) throws IOException {
    Http capture = stack.http("capture");
    String byHttp = byHttp(capture);
    String byTap = byTap(stack);
    String byMirror = byMirror(capture);
    var bundles = new ArrayList<Evidence>();
    for (String id : List.of(byHttp, byTap, byMirror)) {
      table.row(
          "stored bytes of " + id, capture.get("/vcp/events/" + id).expect(200).body().length);
      bundles.add(Evidence.ofEvent(stack, id));
    }
    assertThat(bundles.getLast().members(".json").values())
        .as("the bundle has the document as it was stored")
        .anyMatch(member -> member.length == EVENT_BYTES_MAX);
    Evidence.verifyAll(bundles).expectSuccess();
    table.row("evidence bundles that verify", bundles.size()).print();
  }

  private String byHttp(Http capture) throws IOException {
    Events.Event event =
        Events.of(new SplittableRandom(3), "drill:largest-" + run, "ORD", Map.of("note", "here"));
    String text = new String(event.bytes(), StandardCharsets.UTF_8);
    byte[] largest = padded(text, HTTP_BYTES_MAX);
    capture.post("/vcp/log", padded(text, HTTP_BYTES_MAX + 1), "application/json").expect(413);
    capture.post("/vcp/log", largest, "application/json").expect(201);
    return event.id();
  }

  private String byTap(RunningStack stack) {
    String orderId = "LARGEST-" + run;
    String order =
        """
        {"order_id":"%s","symbol":"BTC-USD","side":"BUY","type":"LIMIT","price":"1","quantity":1,\
        "note":"here"}\
        """
            .formatted(orderId);
    try (var messages = new Messages(Topic.producer(stack.kafka()))) {
      messages.send(Topics.ORDERS, orderId, padded(order, TAP_BYTES_MAX));
      messages.flush();
    }
    Http capture = stack.http("capture");
    JsonObject[] found = new JsonObject[1];
    Awaitility.await("the tap's event")
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          List<JsonObject> events =
              CapturedStream.objects(
                  capture.get("/vcp/events?order_id=" + orderId).expect(200).json(), "events");
          assertThat(events).hasSize(1);
          found[0] = events.getFirst();
        });
    return CapturedStream.text(found[0].object("header"), "event_id");
  }

  /// A text whose event is exactly as long as an event may be. One byte more comes in parts.
  private String byMirror(Http capture) throws IOException {
    int probe = 900_000;
    int around = document(capture, mirrored(capture, probe)).length - probe;
    int largest = EVENT_BYTES_MAX - around;
    JsonObject answer = mirrored(capture, largest);

    assertThat(document(capture, answer)).hasSize(EVENT_BYTES_MAX);
    assertThat(mirrored(capture, largest + 1).has("parts")).isTrue();
    return CapturedStream.text(answer, "event_id");
  }

  private JsonObject mirrored(Http capture, int bytes) throws IOException {
    byte[] body = new byte[bytes];
    Arrays.fill(body, (byte) 'x');
    return capture
        .post(
            "/capture",
            body,
            Map.of(
                "Content-Type", "text/plain",
                "X-Original-Method", "POST",
                "X-Original-URI", "/drill/largest-" + run,
                "X-Request-ID", UUID.randomUUID().toString(),
                "X-Request-Time", "1772366400.123"))
        .expect(202)
        .json();
  }

  /// As it was stored.
  private static byte[] document(Http capture, JsonObject answer) throws IOException {
    JsonObject page =
        capture
            .get(
                "/vcp/streams/%s/events?from=%s&limit=1"
                    .formatted(
                        CapturedStream.text(answer, "policy_id"),
                        CapturedStream.text(answer, "sequence")))
            .expect(200)
            .json();
    return Base64.getDecoder()
        .decode(CapturedStream.text(CapturedStream.objects(page, "events").getFirst(), "document"));
  }

  private static byte[] padded(String text, int bytes) {
    String note = "here" + "x".repeat(bytes - text.length());
    return text.replace("here", note).getBytes(StandardCharsets.UTF_8);
  }
}
