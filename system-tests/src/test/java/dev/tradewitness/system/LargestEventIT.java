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
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
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
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Table table = new Table("The largest event of each door");
  private final String run = Long.toString(System.nanoTime(), 36);

  @Test
  void isProvenLikeAnyOther(RunningStack stack) throws IOException {
    Http capture = stack.http("capture");
    String byHttp = byHttp(capture);
    String byTap = byTap(stack);
    for (String id : List.of(byHttp, byTap)) {
      table.row(
          "stored bytes of " + id, capture.get("/vcp/events/" + id).expect(200).body().length);
    }
    Evidence.verifyAll(List.of(Evidence.ofEvent(stack, byHttp), Evidence.ofEvent(stack, byTap)))
        .expectSuccess();
    table.row("evidence bundles that verify", 2).print();
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

  private static byte[] padded(String text, int bytes) {
    String note = "here" + "x".repeat(bytes - text.length());
    return text.replace("here", note).getBytes(StandardCharsets.UTF_8);
  }
}
