package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Ed25519PublicKey;
import dev.tradewitness.common.crypto.Hash;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/// One event over HTTP, as the source documents' client sends it.
@CaptureTest
class LogEventIT {

  private CaptureHttp http;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    http = new CaptureHttp(port);
  }

  @Test
  void anEventIsAnsweredWithItsHashItsStreamAndItsNumber() throws Exception {
    UUID id = UUID.randomUUID();
    String event = Events.order(id, "com.example:first");

    var answer = http.log(event);

    assertThat(answer.status()).isEqualTo(201);
    JsonObject body = answer.json();
    assertThat(body.members().keySet())
        .containsExactly(
            "status",
            "event_id",
            "event_hash",
            "policy_id",
            "sequence",
            "hash_profile",
            "received_at",
            "warnings");
    assertThat(body.string("status")).isEqualTo("ok");
    assertThat(body.string("event_id")).isEqualTo(id.toString());
    assertThat(body.string("event_hash")).isEqualTo(hashOf(event));
    assertThat(body.string("policy_id")).isEqualTo("com.example:first");
    assertThat(body.text("sequence")).isEqualTo("0");
    assertThat(body.string("hash_profile")).isEqualTo("VCP-IMPL-1.1");
    assertThat(body.string("received_at"))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
    assertThat(body.array("warnings").toString()).isEqualTo("[\"UID-001\",\"SCH-002\"]");
  }

  @Test
  void theSameEventAgainGetsTheFirstAnswer() {
    String event = Events.order(UUID.randomUUID(), "com.example:again");
    JsonObject first = http.log(event).json();

    var again = http.log(event);

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json()).isEqualTo(first.with("status", new JsonValue.JsonString("duplicate")));
  }

  @Test
  void theSameIdWithOtherContentIsAConflictAndChangesNothing() {
    UUID id = UUID.randomUUID();
    http.log(Events.order(id, "com.example:conflict", "ORD-1"));

    var other = http.log(Events.order(id, "com.example:conflict", "ORD-2"));

    assertThat(other.status()).isEqualTo(409);
    assertThat(other.json().string("code")).isEqualTo("ID_REUSED");
    assertThat(http.get("/vcp/events/" + id).text()).contains("ORD-1").doesNotContain("ORD-2");
  }

  /// RFC 8785 hashes both alike; whichever came first stays.
  @ParameterizedTest
  @CsvSource({
    "1e-400, 0",
    "0, 1e-400",
    "0.1234567890123456789, 0.12345678901234568",
    "0.12345678901234568, 0.1234567890123456789"
  })
  void anotherNumberOfTheSameHashUnderOneIdIsAConflict(String first, String second) {
    UUID id = UUID.randomUUID();
    Instant now = Instant.now();
    String event = number(id, first, now);
    String other = number(id, second, now);

    assertThat(http.log(event).status()).isEqualTo(201);
    assertThat(http.log(other).status()).isEqualTo(409);
    assertThat(http.log(event).status()).isEqualTo(200);
    assertThat(
            http.post("/vcp/log/batch", (event + "\n" + other).getBytes(StandardCharsets.UTF_8))
                .json()
                .array("results")
                .elements())
        .extracting(result -> ((JsonObject) result).string("status"))
        .containsExactly("duplicate", "conflict");
    assertThat(http.get("/vcp/events/" + id).text())
        .contains("\"n\": " + first + "}")
        .doesNotContain("\"n\": " + second + "}");
  }

  @Test
  void ofTwoNumbersOfOneHashInABatchTheFirstIsStored() {
    UUID id = UUID.randomUUID();
    Instant now = Instant.now();
    String both = number(id, "1e-400", now) + "\n" + number(id, "0", now);

    JsonObject answer = http.post("/vcp/log/batch", both.getBytes(StandardCharsets.UTF_8)).json();

    assertThat(answer.array("results").elements())
        .extracting(result -> ((JsonObject) result).string("status"))
        .containsExactly("ok", "conflict");
  }

  private static String number(UUID id, String number, Instant now) {
    return Events.event(id, "com.example:number", "NOTE", "{\"n\": " + number + "}", now);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ORD | {"trade_data": {"order_id": "ORD-001", "symbol": "EURUSD", "side": "BUY", "order_type": "LIMIT", "price": "1.085", "quantity": "100000"}}
          EXE | {"trade_data": {"order_id": "ORD-001", "symbol": "EURUSD", "side": "BUY", "execution_price": "1.0851", "executed_qty": "100000", "slippage": "1e-05"}}
          ERR_TIMEOUT | {"error_details": {"error_code": "T1", "error_message": "no answer", "severity": "WARNING", "affected_component": "gw", "correlated_event_id": "x"}}
          UNKNOWN | {"function": "place_order", "result": "{'status': 'success'}"}
          ORD | {"trade_data": {"order_id": "\\u00fcn\\u20ac\\ud83d\\ude00", "price": 1.0, "quantity": 1e21, "n": 0.000001, "\\u20ac": 1, "a": [true, null, -0.0]}}
          """)
  void theHashIsSha256OverWhatAnotherLibraryCallsCanonical(String type, String payload)
      throws Exception {
    // Python's isoformat() leaves the fraction out in the one microsecond in a million when it is
    // zero.
    String event = Events.event(UUID.randomUUID(), "com.example:hash", type, payload);

    var answer = http.log(event);

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.json().string("event_hash")).isEqualTo(hashOf(event));
  }

  @Test
  void aHundredEventsAtOnceAreNumberedWithoutGap() {
    var numbers = new ConcurrentSkipListSet<Long>();
    try (var posts = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        String event = Events.order(UUID.randomUUID(), "com.example:hundred", "ORD-" + i);
        posts.execute(() -> numbers.add(Long.valueOf(http.log(event).json().text("sequence"))));
      }
    }

    assertThat(numbers).containsExactlyElementsOf(LongStream.range(0, 100).boxed().toList());
  }

  @Test
  void anEventIsReadBackAsItWasSentWithAValidSignature() throws Exception {
    UUID id = UUID.randomUUID();
    String event = Events.order(id, "com.example:read");
    http.log(event);

    JsonObject read = http.get("/vcp/events/" + id).json();

    assertThat(read.toString())
        .startsWith(event.substring(0, event.length() - 1).replaceAll("([:,]) ", "$1"));
    JsonObject security = read.object("security");
    Hash hash = Hash.ofHex(security.string("event_hash"));
    assertThat(hash.hex()).isEqualTo(hashOf(event));
    JsonObject key = (JsonObject) http.get("/vcp/keys").json().array("keys").get(0);
    assertThat(security.string("signing_key_id")).isEqualTo(key.string("kid"));
    assertThat(
            Ed25519PublicKey.ofJwkX(key.string("x"))
                .verifies(hash.bytes(), Base64.getDecoder().decode(security.string("signature"))))
        .isTrue();
  }

  /// SHA-256 over a form that another library made.
  private static String hashOf(String event) throws Exception {
    JsonObject whole = Json.parseObject(event.getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT);
    String covered =
        "{\"header\":" + whole.object("header") + ",\"payload\":" + whole.object("payload") + "}";
    return Hash.of(new JsonCanonicalizer(covered).getEncodedUTF8()).hex();
  }
}
