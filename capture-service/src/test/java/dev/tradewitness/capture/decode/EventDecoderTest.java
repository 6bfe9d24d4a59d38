package dev.tradewitness.capture.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.capture.Events;
import dev.tradewitness.common.event.UuidV7;
import dev.tradewitness.common.wire.Violation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventDecoderTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456789Z");
  private static final UUID V7 = UuidV7.of(NOW.toEpochMilli(), 1, 2);

  private final EventDecoder decoder = new EventDecoder(new SplittableRandom(1));

  @Test
  void theSourceClientsOrderIsUnderstoodWithItsUsualTwoFindings() {
    TradingEvent event = understood(Events.order(UUID.randomUUID(), "com.example:a"));

    assertThat(event.warnings()).containsExactly(Warning.UID_001, Warning.SCH_002);
    assertThat(event.policyId()).isEqualTo("com.example:a");
    assertThat(event.tier()).isEqualTo(Tier.SILVER);
    assertThat(event.fields().symbol()).isEqualTo("EURUSD");
    assertThat(event.fields().orderId()).isEqualTo("ORD-001");
  }

  @Test
  void aCompleteEventHasNoFindings() {
    assertThat(understood(complete()).warnings()).isEmpty();
  }

  @Test
  void anEventInTheSpecificationsSpellingIsHashedByTheSpecificationsProfile() {
    TradingEvent event =
        understood(
            """
            {"Header":{"EventID":"%s","EventType":"ORD","TimestampInt":1772366400123000000},
             "Payload":{"VCP-TRADE":{"OrderID":"o1","Symbol":"XAUUSD"}},
             "PolicyIdentification":{"Version":"1.1","PolicyID":"com.example:p","ConformanceTier":"GOLD"}}
            """
                .formatted(V7));

    assertThat(event.document().profile().wireName()).isEqualTo("VCP-SPEC-6.1.1");
    assertThat(event.tier()).isEqualTo(Tier.GOLD);
    assertThat(event.fields().orderId()).isEqualTo("o1");
    assertThat(event.fields().eventTimeNanos()).isEqualTo(1772366400123000000L);
    assertThat(event.warnings()).doesNotContain(Warning.TST_002);
  }

  @Test
  void anEventWithoutIdGetsOneOfVersionSevenBesideItsDocument() {
    TradingEvent event = understood(complete().replace("\"event_id\":\"" + V7 + "\",", ""));

    assertThat(event.id().assigned()).isTrue();
    assertThat(UuidV7.isV7(event.id().value())).isTrue();
    assertThat(event.id().value().getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
    assertThat(event.warnings()).contains(Warning.UID_ASSIGNED, Warning.SCH_002);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "event_id":"%s"                    | "event_id":"9b2f4c1e-6d1c-4f0a-8a57-0a2f7d1e4c11" | UID_001
          "event_id":"%s"                    | "event_id":"00000000-0001-7000-8000-000000000000" | UID_010
          "trace_id":"%s"                    | "trace_id":"not-a-uuid"                           | UID_002
          "event_type_code":2                | "event_type_code":300                             | SCH_010
          "event_type_code":2                | "event_type_code":"2"                             | SCH_010
          "event_type_code":2                | "event_type_code":4                               | SCH_011
          "hash_algo":"SHA256"               | "hash_algo":"MD5"                                 | SCH_012
          "venue_id":"XNAS",                 | ``                                                | SCH_002
          "side":"BUY",                      | ``                                                | SCH_020
          "price":"1.085"                    | "price":1.085                                     | SCH_030
          "price":"1.085"                    | "price":"1e-05"                                   | SCH_030
          "price":"1.085"                    | "price":".5"                                      | SCH_030
          "quantity":"100000"                | "quantity":100000                                 | SCH_031
          "timestamp_int":"1772366400123"    | "timestamp_int":"1772366398000"                   | TST_001
          "timestamp_int":"1772366400123"    | "timestamp_int":"17723664001"                     | TST_001
          "timestamp_iso":"2026-03-01T12:00:00.123Z" | "timestamp_iso":"2026.03.01 12:00:00"     | TST_001
          "timestamp_int":"1772366400123"    | "timestamp_int":1772366400123                     | TST_002
          "clock_sync_status":"NTP_SYNCED"   | "clock_sync_status":"NTP_SYNC"                    | TST_020
          "clock_sync_status":"NTP_SYNCED"   | "clock_sync_status":"BEST_EFFORT"                 | CLK_001
          "conformance_tier":"GOLD"          | "conformance_tier":"BRONZE"                       | POL_001
          "limit":7                          | "limit":9007199254740993                          | NUM_001
          "limit":7                          | "limit":[{"deep":-9007199254740993}]              | NUM_001
          "limit":7                          | "limit":0.1234567890123456789                     | NUM_001
          "limit":7                          | "limit":12345678901234567e0                       | NUM_001
          "limit":7                          | "limit":1e-400                                    | NUM_001
          """)
  void aFindingIsReportedAndRefusesNothing(String before, String after, Warning warning) {
    String from = before.formatted(V7);
    assertThat(complete()).contains(from);

    TradingEvent event = understood(complete().replace(from, after));

    assertThat(event.warnings()).containsOnly(warning);
  }

  @Test
  void aLeapSecondIsATime() {
    TradingEvent event =
        understood(
            complete()
                .replace("2026-03-01T12:00:00.123Z", "2016-12-31T23:59:60Z")
                .replace("1772366400123", "1483228800000"));

    assertThat(event.warnings()).isEmpty();
  }

  @Test
  void aHashThatTheSenderClaimsWronglyIsReported() {
    String claimed =
        complete().strip().replaceFirst("}$", ",\"security\":{\"event_hash\":\"00\"}}");

    TradingEvent event = understood(claimed);

    assertThat(event.warnings()).containsExactly(Warning.HCH_003);
    assertThat(event.document().carriesReserved()).isTrue();
    assertThat(event.document().hash()).isEqualTo(understood(complete()).document().hash());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                             | EMPTY            |
          nonsense                                       | NOT_JSON         |
          []                                             | NOT_JSON         |
          {"a":NaN}                                      | NOT_JSON         |
          {} {}                                          | TRAILING_TEXT    |
          {"a":1,"a":2}                                  | DUPLICATE_MEMBER | /a
          {"header":{"x":"\\ud800"}}                     | LONE_SURROGATE   | /header/x
          {"header":{"x":1e999}}                         | NUMBER_RANGE     | /header/x
          {"header":[],"payload":{},"policy_identification":{"policy_id":"p"}} | NOT_AN_OBJECT | /header
          {"payload":{},"policy_identification":{"policy_id":"p"}}             | MISSING       | /header
          {"header":{},"policy_identification":{"policy_id":"p"}}              | MISSING       | /payload
          {"header":{},"payload":{}}                                           | MISSING       | /policy_identification
          {"header":{},"payload":{},"policy_identification":{}}                | MISSING       | /policy_identification/policy_id
          {"header":{},"payload":{},"policy_identification":{"policy_id":1}}   | NOT_A_STRING  | /policy_identification/policy_id
          {"header":{},"payload":{},"policy_identification":{"policy_id":"a b"}} | POLICY_ID   | /policy_identification/policy_id
          {"header":{"event_id":7},"payload":{},"policy_identification":{"policy_id":"p"}} | NOT_A_STRING | /header/event_id
          {"header":{"event_id":null},"payload":{},"policy_identification":{"policy_id":"p"}} | NOT_A_STRING | /header/event_id
          {"header":{"event_id":"1-1-1-1-1"},"payload":{},"policy_identification":{"policy_id":"p"}} | NOT_A_UUID | /header/event_id
          {"header":{"event_type":[]},"payload":{},"policy_identification":{"policy_id":"p"}} | NOT_A_STRING | /header/event_type
          {"header":{"timestamp_int":{}},"payload":{},"policy_identification":{"policy_id":"p"}} | NOT_A_STRING | /header/timestamp_int
          {"header":{},"payload":{"deep":[1,2e308]},"policy_identification":{"policy_id":"p"}} | NUMBER_RANGE | /payload/deep/1
          """)
  void whatIsNoEventIsRefusedWithPlaceAndReason(String text, String code, String pointer) {
    Decoded decoded = decoder.decode(text.getBytes(StandardCharsets.UTF_8), reception());

    assertThat(decoded).isInstanceOf(Decoded.NotUnderstood.class);
    Violation violation = ((Decoded.NotUnderstood) decoded).violations().getFirst();
    assertThat(violation.code()).isEqualTo(code);
    assertThat(violation.pointer()).isEqualTo(pointer == null ? "" : pointer);
    assertThat(violation.message()).isNotBlank();
  }

  @Test
  void allFaultsAreNamedAtOnce() {
    Decoded decoded =
        decoder.decode(
            "{\"header\":{\"event_id\":1,\"trace_id\":2},\"payload\":3}"
                .getBytes(StandardCharsets.UTF_8),
            reception());

    assertThat(((Decoded.NotUnderstood) decoded).violations())
        .extracting(Violation::pointer)
        .containsExactlyInAnyOrder(
            "/payload", "/policy_identification", "/header/trace_id", "/header/event_id");
  }

  @Test
  void textThatCannotBeIndexedIsKeptButNotSearchable() {
    String long200 = "s".repeat(200);
    TradingEvent event =
        understood(
            complete()
                .replace("\"symbol\":\"EURUSD\"", "\"symbol\":\"" + long200 + "\"")
                .replace("\"account_id\":\"acc_1\"", "\"account_id\":\"a\\u0000b\""));

    assertThat(event.fields().symbol()).isNull();
    assertThat(event.fields().accountId()).isNull();
    assertThat(new String(event.document().bytes(), StandardCharsets.UTF_8)).contains(long200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0.1", "1.085", "123456789012345", "1e-300", "1.5E+10", "9007199254740991"})
  void aNumberThatADoubleTellsFromAllOthersIsNoFinding(String number) {
    assertThat(understood(complete().replace("\"limit\":7", "\"limit\":" + number)).warnings())
        .isEqualTo(understood(complete()).warnings());
  }

  @Test
  void anEventThatNoKafkaMessageCanHoldIsRefusedAtEveryDoor() {
    String event = Events.order(UUID.randomUUID(), "com.example:a");
    byte[] fits =
        (event + " ".repeat(EventDocument.BYTES_MAX - event.length()))
            .getBytes(StandardCharsets.UTF_8);
    assertThat(decoder.decode(fits, reception())).isInstanceOf(Decoded.Understood.class);
    byte[] longer = Arrays.copyOf(fits, fits.length + 1);
    longer[fits.length] = ' ';
    assertThat(decoder.decode(longer, reception()))
        .isInstanceOfSatisfying(
            Decoded.NotUnderstood.class,
            refused ->
                assertThat(refused.violations())
                    .extracting(Violation::code)
                    .containsExactly("EVENT_TOO_LARGE"));
  }

  private static String complete() {
    return """
    {"header":{"event_id":"%s","trace_id":"%s","event_type":"ORD","event_type_code":2,
    "timestamp_iso":"2026-03-01T12:00:00.123Z","timestamp_int":"1772366400123","timestamp_precision":"MILLISECOND",
    "clock_sync_status":"NTP_SYNCED","vcp_version":"1.1","hash_algo":"SHA256","venue_id":"XNAS","symbol":"EURUSD","account_id":"acc_1"},
    "payload":{"trade_data":{"order_id":"o1","side":"BUY","price":"1.085","quantity":"100000"},"limit":7},
    "policy_identification":{"version":"1.1","policy_id":"com.example:full","conformance_tier":"GOLD"}}
    """
        .formatted(V7, V7);
  }

  private TradingEvent understood(String text) {
    Decoded decoded = decoder.decode(text.getBytes(StandardCharsets.UTF_8), reception());
    assertThat(decoded).isInstanceOf(Decoded.Understood.class);
    return ((Decoded.Understood) decoded).event();
  }

  private static Reception reception() {
    return new Reception(NOW, ClockStatus.NTP_SYNCED, "test", null, null);
  }
}
