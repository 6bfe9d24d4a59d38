package dev.tradewitness.client.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.event.UuidV7;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {

  private static final UUID ID = UUID.fromString("01932f5e-0000-7000-8000-000000000001");

  @Test
  void anEventIsSentAsItIsButForLineBreaks() {
    String json =
        """

        {"header": {"event_id": "%s"},
         "payload": {"note": "a\\nb €"}}
        """
            .formatted(ID);
    Event event = Event.ofJson(bytes(json));
    assertThat(event.id()).isEqualTo(ID);
    assertThat(text(event)).isEqualTo(json.strip().replace('\n', ' '));
    assertThat(event.bytes()).isEqualTo(bytes(json.strip()).length);
  }

  @Test
  void pascalCaseIsReadToo() {
    assertThat(Event.ofJson(bytes("{\"Header\":{\"EventID\":\"%s\"}}".formatted(ID))).id())
        .isEqualTo(ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{\"header\":{}}",
        "{\"header\":{\"event_id\":7}}",
        "{\"header\":{\"event_id\":\"1-1-1-1-1\"}}",
        "{\"header\":{\"event_id\":\"not a uuid, but 36 characters long..\"}}",
        "{\"header\":{\"event_id\":\"01932f5e-0000-7000-8000-000000000001\"}} x",
        "{\"header\":{\"event_id\":\"01932f5e-0000-7000-8000-000000000001\"},\"header\":{}}"
      })
  void whatIsNoEventIsRefused(String json) {
    assertThatIllegalArgumentException().isThrownBy(() -> Event.ofJson(bytes(json)));
  }

  @Test
  void anEventHasAtMost64KiB() {
    String json = "{\"header\":{\"event_id\":\"%s\"},\"payload\":\"%s\"}".formatted(ID, "%s");
    int room = Event.BYTES_MAX - json.length() + 2;
    assertThat(Event.ofJson(bytes(json.formatted("x".repeat(room)))).bytes())
        .isEqualTo(Event.BYTES_MAX);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Event.ofJson(bytes(json.formatted("x".repeat(room + 1)))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\n}", "{\r}", " {}", "{} ", "[1]", "   "})
  void aTrustedTextIsOneLineWithOneObject(String json) {
    assertThatIllegalArgumentException().isThrownBy(() -> Event.of(ID, bytes(json)));
  }

  @Test
  void laterChangesOfTheArrayDoNotReachTheEvent() {
    byte[] json = bytes("{\"header\":{\"event_id\":\"%s\"}}".formatted(ID));
    Event event = Event.of(ID, json);
    json[3] = 'X';
    assertThat(text(event)).contains("header");
    assertThat(event.text().isReadOnly()).isTrue();
  }

  @Test
  void theWriterGivesEachEventItsIdTimeAndStream() throws JsonRefusedException {
    Instant now = Instant.parse("2026-11-30T04:00:00.123456Z");
    var writer =
        new EventWriter(
            new PolicyId("com.example:desk-1"), "GOLD", "NTP_SYNCED", InstantSource.fixed(now));
    JsonObject payload = JsonObject.builder().put("note", "\"quoted\"\n€").build();
    Event event = writer.write("ORD", payload);
    JsonObject json = Json.parseObject(bytes(text(event)), JsonLimits.EVENT);
    JsonObject header = json.object("header");
    assertThat(header.string("event_id")).isEqualTo(event.id().toString());
    assertThat(UuidV7.isV7(event.id())).isTrue();
    assertThat(event.id().getMostSignificantBits() >>> 16).isEqualTo(now.toEpochMilli());
    assertThat(header.string("timestamp_iso")).isEqualTo("2026-11-30T04:00:00.123456Z");
    assertThat(header.string("timestamp_int")).isEqualTo("1796011200123456");
    assertThat(header.text("event_type_code")).isEqualTo("2");
    assertThat(json.object("payload")).isEqualTo(payload);
    assertThat(json.object("policy_identification").string("policy_id"))
        .isEqualTo("com.example:desk-1");
    assertThat(Event.ofJson(bytes(text(event)))).isEqualTo(event);
    assertThat(writer.write("ORD", payload).id()).isNotEqualTo(event.id());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "x\"", "é"})
  void anEventTypeIsAWord(String type) {
    var writer =
        new EventWriter(
            new PolicyId("test:client"), "SILVER", "BEST_EFFORT", InstantSource.system());
    assertThatIllegalArgumentException().isThrownBy(() -> writer.write(type, JsonObject.empty()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Event event) {
    return StandardCharsets.UTF_8.decode(event.text()).toString();
  }
}
