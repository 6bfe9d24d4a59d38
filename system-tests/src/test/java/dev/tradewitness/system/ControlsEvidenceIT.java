package dev.tradewitness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.system.reference.OwnJson;
import dev.tradewitness.system.stack.CapturedStream;
import dev.tradewitness.system.stack.Evidence;
import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.SharedStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Which limit was in force at a decision is proved by two bundles: one of the decision, and one of
/// the record that it names.
@Order(1)
@ExtendWith(SharedStack.class)
class ControlsEvidenceIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String CONTROLS = "local.tradewitness:authorize-controls";

  private final String account = "limited-" + Long.toString(System.nanoTime(), 36);

  @Test
  void theLimitInForceAtADecisionIsProvedOffline(RunningStack stack) throws Exception {
    JsonObject change =
        stack
            .http("authorize")
            .postJson(
                "/v1/limits",
                """
                {"scope":"ACCOUNT","subject":"%s","control":"MAX_ORDER_QTY","amount":10,
                 "reason":"drill","author":"alice"}\
                """
                    .formatted(account))
            .expect(200)
            .json();
    JsonObject decision =
        stack
            .http("authorize")
            .postJson(
                "/v1/authorize",
                """
                {"order":{"client_order_id":"o-1","symbol":"AAPL","side":"BUY","qty":11,"price":1},
                 "context":{"client_id":"%s"}}\
                """
                    .formatted(account))
            .expect(200)
            .json();
    assertThat(decision.string("status")).isEqualTo("BLOCKED");
    String decisionId = member(decision, "decision_token").string("jti");

    String recordEvent =
        Awaitility.await("the record is captured")
            .atMost(PATIENCE)
            .until(() -> eventOfRecord(stack), Objects::nonNull);
    Evidence ofDecision = Evidence.ofEvent(stack, Objects.requireNonNull(decisionId));
    Evidence ofRecord = Evidence.ofEvent(stack, recordEvent);
    Evidence.verifyAll(List.of(ofDecision, ofRecord)).expectSuccess();

    // From here on by the bundles alone, with JSON and hash of the tests' own.
    Map<?, ?> named = (Map<?, ?>) at(event(ofDecision), "payload", "authorization", "controls");
    Object record = at(event(ofRecord), "payload", "message");
    assertThat(
            HexFormat.of()
                .formatHex(
                    OwnJson.sha256(OwnJson.canonical(record).getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(named.get("digest"))
        .isEqualTo(change.string("digest"));
    assertThat(OwnJson.canonical(record))
        .contains("\"after\":\"10\"", "\"subject\":\"" + account + '"', "\"author\":\"alice\"");
    assertThat(at(event(ofDecision), "payload", "authorization", "reasons").toString())
        .contains("limit=10");
  }

  private String eventOfRecord(RunningStack stack) throws IOException {
    for (var captured : CapturedStream.read(stack.http("capture"), CONTROLS).events()) {
      if (new String(captured.document(), StandardCharsets.UTF_8).contains(account)) {
        return captured.eventId();
      }
    }
    return null;
  }

  private static Map<String, Object> event(Evidence evidence) throws IOException {
    return evidence.members(".json").entrySet().stream()
        .filter(member -> member.getKey().startsWith("events/"))
        .map(member -> OwnJson.object(member.getValue()))
        .findFirst()
        .orElseThrow();
  }

  private static Object at(Map<String, Object> from, String... path) {
    Object at = from;
    for (String name : path) {
      at = Objects.requireNonNull(((Map<?, ?>) at).get(name), name);
    }
    return at;
  }

  private static JsonObject member(JsonObject from, String name) {
    return Objects.requireNonNull(from.object(name), name);
  }
}
