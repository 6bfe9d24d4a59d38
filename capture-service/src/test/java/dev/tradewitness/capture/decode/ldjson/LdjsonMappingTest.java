package dev.tradewitness.capture.decode.ldjson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.capture.decode.ldjson.LdjsonLine.Reason;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.UuidV7;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LdjsonMappingTest {

  private static final String SPAN =
      """
      {"v":1,"src":"queue-service","ts":1697821234567,"type":"span",\
      "tid":"0af7651916cd43dd8448eb211c80319c","sid":"span-2","pid":"span-1",\
      "data":{"n":1.50,"big":12345678901234567890,"no":null}}\
      """;

  private final LdjsonMapping mapping =
      new LdjsonMapping(
          src -> new SourcePolicy("local.tradewitness:" + src, Tier.GOLD, ClockStatus.NTP_SYNCED),
          Hash.of());

  @Test
  void aMessageIsKeptWholeUnderItsSourcesPolicy() throws Exception {
    JsonObject event = event(SPAN);

    JsonObject header = event.object("header");
    assertThat(header.string("event_type")).isEqualTo("SPAN");
    assertThat(header.has("event_type_code")).isFalse();
    assertThat(header.string("trace_id")).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(header.string("timestamp_iso")).isEqualTo("2023-10-20T17:00:34.567000Z");
    assertThat(header.string("timestamp_int")).isEqualTo("1697821234567000000");
    assertThat(header.string("clock_sync_status")).isEqualTo("NTP_SYNCED");
    assertThat(event.object("payload").object("message")).hasToString(SPAN);
    assertThat(event.object("policy_identification").string("policy_id"))
        .isEqualTo("local.tradewitness:queue-service");
    assertThat(event.object("policy_identification").string("conformance_tier")).isEqualTo("GOLD");
  }

  @ParameterizedTest
  @CsvSource({"event,LOG", "metric,METRIC", "progress,PROGRESS", "resource,RESOURCE", "span,SPAN"})
  void eachTypeHasAnEventTypeOfItsOwn(String type, String eventType) throws Exception {
    assertThat(event(SPAN.replace("span\"", type + "\"")).object("header").string("event_type"))
        .isEqualTo(eventType);
  }

  @Test
  void theIdFollowsFromTimeSourceAndLine() throws Exception {
    UUID id = id(SPAN);
    assertThat(UuidV7.isV7(id)).isTrue();
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(1697821234567L);
    assertThat(id(SPAN)).isEqualTo(id);
    assertThat(id(SPAN.replace("1.50", "1.5"))).isNotEqualTo(id);
    assertThat(id(SPAN.replace("queue-service", "queue"))).isNotEqualTo(id);
  }

  @Test
  void aLineMayNameItsIdItself() throws Exception {
    UUID id = UUID.randomUUID();
    assertThat(id(SPAN.replace("{\"v\"", "{\"id\":\"" + id + "\",\"v\""))).isEqualTo(id);
  }

  @Test
  void aTraceThatIsNoUuidStaysInTheMessage() throws Exception {
    JsonObject event = event(SPAN.replace("0af7651916cd43dd8448eb211c80319c", "trace-123"));
    assertThat(event.object("header").has("trace_id")).isFalse();
    assertThat(event.object("payload").object("message").string("tid")).isEqualTo("trace-123");
  }

  @Test
  void aTimeMayBeAStringOfDigits() throws Exception {
    assertThat(event(SPAN.replace("1697821234567", "\"1697821234567\"")).object("header"))
        .extracting(header -> header.string("timestamp_int"))
        .isEqualTo("1697821234567000000");
  }

  @Test
  void aVcpMessageGivesItsOwnEventByteForByte() {
    String event = "{ \"header\" : {\"x\":\"}\\\"\"},\"payload\":{},  \"n\":1.0 }";
    String line =
        "{\"type\":\"vcp\",\"src\":\"a\",\"x\":[{\"data\":1}], \"data\" : %s , \"y\":2}"
            .formatted(event);
    assertThat(text(line)).isEqualTo(event);
    assertThat(text(line.replace("\"data\" :", "\"d\\u0061ta\" :")))
        .isEqualTo("{\"header\":{\"x\":\"}\\\"\"},\"payload\":{},\"n\":1.0}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {                                                                   | NOT_JSON
          []                                                                  | NOT_JSON
          {"v":1,"v":1,"src":"a","ts":1,"type":"event"}                       | NOT_JSON
          {"v":2,"src":"a","ts":1,"type":"event"}                             | VERSION
          {"v":true,"src":"a","ts":1,"type":"event"}                          | VERSION
          {"v":2,"type":"hello"}                                              | HELLO
          {"v":1,"src":"a","ts":1}                                            | TYPE
          {"v":1,"src":"a","ts":1,"type":"trade"}                             | TYPE
          {"v":1,"src":"a","ts":1,"type":7}                                   | TYPE
          {"v":1,"ts":1,"type":"event"}                                       | SOURCE
          {"v":1,"src":"","ts":1,"type":"event"}                              | SOURCE
          {"v":1,"src":"a b","ts":1,"type":"event"}                           | SOURCE
          {"v":1,"src":"ä","ts":1,"type":"event"}                             | SOURCE
          {"v":1,"src":["a"],"ts":1,"type":"event"}                           | SOURCE
          {"v":1,"src":"a","type":"event"}                                    | TIME
          {"v":1,"src":"a","ts":null,"type":"event"}                          | TIME
          {"v":1,"src":"a","ts":"","type":"event"}                            | TIME
          {"v":1,"src":"a","ts":-1,"type":"event"}                            | TIME
          {"v":1,"src":"a","ts":1.5,"type":"event"}                           | TIME
          {"v":1,"src":"a","ts":9999999999999,"type":"event"}                 | TIME
          {"v":1,"src":"a","ts":99999999999999999999,"type":"event"}          | TIME
          {"v":1,"src":"a","ts":"2026-01-01T00:00:00Z","type":"event"}        | TIME
          {"v":1,"src":"a","ts":1,"type":"event","id":"x"}                    | ID
          {"v":1,"src":"a","ts":1,"type":"event","id":7}                      | ID
          {"v":1,"src":"a","ts":1,"type":"vcp"}                               | DATA
          {"v":1,"src":"a","ts":1,"type":"vcp","data":[]}                     | DATA
          """)
  void whatIsNoMessageIsRefusedWithItsReason(String line, Reason reason) {
    assertThat(mapping.read(bytes(line)))
        .isInstanceOfSatisfying(
            LdjsonLine.Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  @Test
  void aSourceThatIsTooLongForAPolicyIdIsRefused() {
    assertThat(mapping.read(bytes(SPAN.replace("queue-service", "q".repeat(109)))))
        .isInstanceOf(LdjsonLine.Message.class);
    assertThat(mapping.read(bytes(SPAN.replace("queue-service", "q".repeat(110)))))
        .isInstanceOfSatisfying(
            LdjsonLine.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.SOURCE));
  }

  @Test
  void controlLinesAreKnown() {
    assertThat(mapping.read(bytes("{\"type\":\"hello\",\"v\":1,\"ack\":true,\"secret\":\"s\"}")))
        .isEqualTo(new LdjsonLine.Hello(true, "s"));
    assertThat(mapping.read(bytes("{\"type\":\"hello\",\"ack\":\"true\"}")))
        .isEqualTo(new LdjsonLine.Hello(false, null));
    assertThat(mapping.read(bytes("{\"v\":1,\"src\":\"a\",\"ts\":1,\"type\":\"heartbeat\"}")))
        .isEqualTo(new LdjsonLine.Heartbeat());
    assertThat(mapping.read(bytes("{\"type\":\"goodbye\",\"src\":\"a\"}")))
        .isEqualTo(new LdjsonLine.Goodbye());
  }

  private UUID id(String line) throws JsonRefusedException {
    return UUID.fromString(event(line).object("header").string("event_id"));
  }

  private JsonObject event(String line) throws JsonRefusedException {
    return Json.parseObject(bytes(text(line)), JsonLimits.EVENT);
  }

  private String text(String line) {
    return new String(
        ((LdjsonLine.Message) mapping.read(bytes(line))).event(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
