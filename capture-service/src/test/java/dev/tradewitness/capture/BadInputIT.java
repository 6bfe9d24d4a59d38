package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/// What is no event gets an exact answer, changes nothing and is counted.
@CaptureTest
class BadInputIT {

  private static final Pattern FAILED =
      Pattern.compile("^vcp_events_failed ([0-9.E]+)$", Pattern.MULTILINE);

  private CaptureHttp http;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    http = new CaptureHttp(port);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                      | EMPTY            | ``
          {                                       | NOT_JSON         | ``
          <html>                                  | NOT_JSON         | ``
          "text"                                  | NOT_JSON         | ``
          {"header":{"x":NaN}}                    | NOT_JSON         | ``
          {"header":{"x":-Infinity}}              | NOT_JSON         | ``
          {"header":{},"header":{}}               | DUPLICATE_MEMBER | /header
          {"header":{"x":"\\udc00"}}              | LONE_SURROGATE   | /header/x
          {"header":"x","payload":{},"policy_identification":{"policy_id":"p"}}      | NOT_AN_OBJECT | /header
          {"header":{"event_id":1},"payload":{},"policy_identification":{"policy_id":"p"}} | NOT_A_STRING | /header/event_id
          {"header":{},"payload":[],"policy_identification":{"policy_id":"p"}}       | NOT_AN_OBJECT | /payload
          {"header":{},"payload":{},"policy_identification":{"policy_id":"."}}       | POLICY_ID     | /policy_identification/policy_id
          {"header":{},"payload":{},"policy_identification":{"policy_id":".."}}      | POLICY_ID     | /policy_identification/policy_id
          {"header":{},"payload":{}}                                                 | MISSING       | /policy_identification
          """)
  void aBadEventIsRefusedWithItsPlace(String body, String code, String pointer) {
    var answer = refused(() -> http.log(body), 400, "EVENT_REFUSED");

    JsonObject violation = (JsonObject) answer.json().array("violations").get(0);
    assertThat(violation.string("code")).isEqualTo(code);
    assertThat(violation.string("pointer")).isEqualTo(pointer);
    assertThat(violation.string("message")).isNotBlank();
  }

  @Test
  void textThatIsNoUtf8IsRefused() {
    byte[] latin1 = "{\"header\":{\"x\":\"\u00fc\"}}".getBytes(StandardCharsets.ISO_8859_1);

    var answer = refused(() -> http.post("/vcp/log", latin1), 400, "EVENT_REFUSED");

    assertThat(answer.text()).contains("NOT_UTF8");
  }

  @Test
  void nestingBeyondTheBoundIsRefused() {
    String deep = "{\"header\":" + "[".repeat(100_0) + "]".repeat(100_0) + "}";

    var answer = refused(() -> http.log(deep), 400, "EVENT_REFUSED");

    assertThat(answer.text()).contains("TOO_DEEP");
  }

  @Test
  void anEventOfExactly64KiBIsTakenAndOneByteMoreIsNot() {
    String event = Events.order(UUID.randomUUID(), "test:size");
    String fits = event + " ".repeat(64 * 1024 - event.length());

    assertThat(http.log(fits).status()).isEqualTo(201);
    refused(() -> http.log(fits + " "), 413, "BODY_TOO_LARGE");
  }

  @Test
  void aBodyOfOneMegabyteIsRefusedUnread() {
    byte[] megabyte = new byte[1024 * 1024];
    Arrays.fill(megabyte, (byte) ' ');

    refused(() -> http.post("/vcp/log", megabyte), 413, "BODY_TOO_LARGE");
  }

  @Test
  void unknownMembersAndTypesAreKeptAndHashed() {
    UUID id = UUID.randomUUID();
    String event =
        Events.event(id, "test:unknown", "X_NEW", "{\"anything\": [1.50, {\"\\u00fc\": null}]}");

    var answer = http.log(event);

    assertThat(answer.status()).isEqualTo(201);
    assertThat(http.get("/vcp/events/" + id).text())
        .contains("{\"anything\": [1.50, {\"\\u00fc\": null}]}");
  }

  @Test
  void aNumberBeyond2To53IsTakenWithAWarning() {
    var answer =
        http.log(Events.event(UUID.randomUUID(), "test:big", "AUD", "{\"n\": 9007199254740993}"));

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.json().array("warnings").toString()).contains("NUM-001");
  }

  @Test
  void negativeAndEmptyValuesAreEvidenceToo() {
    var answer =
        http.log(
            Events.event(
                UUID.randomUUID(),
                "test:odd",
                "ORD",
                "{\"trade_data\": {\"order_id\": \"\", \"symbol\": \"\", \"side\": \"BUY\", \"price\": \"-1\", \"quantity\": \"-5\"}}"));

    assertThat(answer.status()).isEqualTo(201);
  }

  @Test
  void readsRefuseWhatTheyDoNotUnderstand() {
    var answer = http.get("/vcp/events?limit=501&policy_id=a%20b&from=yesterday&colour=red");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().string("code")).isEqualTo("INVALID_PARAMETER");
    assertThat(answer.json().array("violations").elements())
        .extracting(violation -> ((JsonObject) violation).string("pointer"))
        .containsExactlyInAnyOrder("/limit", "/policy_id", "/from", "/colour");
    assertThat(http.get("/vcp/events/none").status()).isEqualTo(400);
    assertThat(http.get("/vcp/events/" + UUID.randomUUID()).status()).isEqualTo(404);
    assertThat(http.get("/vcp/streams/test:none/events").status()).isEqualTo(404);
  }

  @Test
  void readsRefuseWhatTheDatabaseWouldNotTake() {
    for (String query :
        List.of(
            "from=%2B999999999-01-01T00:00:00Z",
            "symbol=%00", "cursor=gAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")) {
      assertThat(http.get("/vcp/events?" + query).status()).as(query).isEqualTo(400);
    }
  }

  private interface Sending {
    CaptureHttp.Answer send();
  }

  private CaptureHttp.Answer refused(Sending sending, int status, String code) {
    String streams = streams();
    double failed = failed();

    var answer = sending.send();

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.response().headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(answer.json().string("code")).isEqualTo(code);
    assertThat(failed()).isEqualTo(failed + 1);
    assertThat(streams()).isEqualTo(streams);
    return answer;
  }

  /// All heads; how far they are relayed moves by itself.
  private String streams() {
    return http.get("/vcp/streams").text().replaceAll("\"relayed\":\\d+,", "");
  }

  private double failed() {
    var matcher = FAILED.matcher(http.get("/metrics").text());
    assertThat(matcher.find()).isTrue();
    return Double.parseDouble(matcher.group(1));
  }
}
