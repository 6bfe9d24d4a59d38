package dev.tradewitness.quickfixj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tradewitness.client.event.Event;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.event.EventBuilder;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.fix.FixMapping;
import dev.tradewitness.fix.FixMessage;
import dev.tradewitness.fix.FixText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The events are the door's: the vectors are what it stores.
class FixEventsTest {

  private static final String SOH = "\u0001";
  private static final JsonObject VECTORS = read();
  private static final FixEvents EVENTS =
      new FixEvents(
          new PolicyId(VECTORS.string("policy_id")),
          VECTORS.string("tier"),
          VECTORS.string("clock"),
          InstantSource.fixed(Instant.parse(VECTORS.string("received_at"))));

  private static JsonObject read() {
    try {
      byte[] text = Files.readAllBytes(Path.of("..", "docs", "vectors", "fix.json"));
      return Json.parseObject(text, JsonLimits.EVENT);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static Stream<JsonObject> messages() {
    return VECTORS.array("messages").elements().stream().map(JsonObject.class::cast);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageBecomesWhatTheDoorStores(JsonObject message) {
    String[] lane = message.string("lane").split(":");
    List<Event> events = EVENTS.of(lane[0], lane[1], message.string("message").replace("|", SOH));

    assertThat(events)
        .extracting(Recording::text)
        .containsExactlyElementsOf(
            message.array("events").elements().stream().map(String::valueOf).toList());
    assertThat(events).allSatisfy(FixEventsTest::isItsText);
  }

  private static void isItsText(Event event) {
    assertThat(Event.ofJson(Recording.text(event).getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(event);
  }

  @Test
  void aMessageThatIsTooLongForTheClientIsItsLengthAndHash() {
    String raw =
        "8=FIX.4.4|35=B|34=7|52=20261130-07:00:00|58=%s|554=hunter2|"
            .formatted("x".repeat(70_000))
            .replace("|", SOH);
    Event only = EVENTS.of("FIX.4.4", "OMS", raw).getFirst();

    var mapping =
        new FixMapping(
            new EventBuilder.Stream("com.example:drop-copy", "GOLD", "NTP_SYNCED"), "FIX.4.4:OMS");
    assertThat(Recording.text(only))
        .isEqualTo(
            mapping
                .remains((FixMessage) FixText.of(raw), Instant.EPOCH, "EVENT_TOO_LARGE")
                .toString())
        .contains("\"message_bytes\":\"70");
  }

  @Test
  void aRejectOfWhichTheSecondEventIsTooLongKeepsTheFirst() {
    String head =
        "8=FIX.4.4|35=8|34=7|52=20261130-07:00:00|11=O|37=B|150=8|58=%s|355="
            .formatted("y".repeat(20_000));
    int more = 20_000;
    List<String> types;
    do {
      more += 50;
      types = types(head + "z".repeat(more) + "|");
    } while (types.equals(List.of("REJ", "ERR_REJECT")));
    assertThat(more).isGreaterThan(20_050);
    assertThat(types).containsExactly("REJ", "FIX_MESSAGE");
  }

  private static List<String> types(String message) {
    return EVENTS.of("FIX.4.4", "OMS", message.replace("|", SOH)).stream()
        .map(Recording::type)
        .toList();
  }

  @Test
  void aTextThatNoEncodingHasIsAnEventThatCaptureReads() {
    Event event =
        EVENTS.of("FIX.4.4", "OMS", "8=FIX.4.4|35=B|58=\ud800|".replace("|", SOH)).getFirst();
    isItsText(event);
  }

  @Test
  void tierAndClockAreTheProtocolsWords() {
    var policy = new PolicyId("test:engine");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FixEvents(policy, "IRON", "BEST_EFFORT", InstantSource.system()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FixEvents(policy, "GOLD", "synced", InstantSource.system()));
  }
}
