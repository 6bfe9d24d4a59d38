package dev.tradewitness.capture.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.TradingEvent;
import dev.tradewitness.capture.decode.foreign.MessageRefusedException;
import dev.tradewitness.capture.sources.Sources;
import dev.tradewitness.capture.sources.SourcesFile;
import dev.tradewitness.capture.sources.SourcesParser;
import dev.tradewitness.capture.sources.SourcesRefusedException;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.event.UuidV7;
import dev.tradewitness.common.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A message that cannot become an event is refused; any other exception would stop the tap.
class TapReaderTest {

  private static final long NOW = 1_772_366_400_000L;

  private final TapReader reader =
      new TapReader(new EventDecoder(new SplittableRandom(1)), builtIn(), 256 * 1024);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2300-01-01T00:00:00Z",
        "1600-01-01T00:00:00Z",
        "+999999999-12-31T23:59:59Z",
        "-999999999-01-01T00:00:00Z",
        "yesterday"
      })
  void aDecisionOfATimeThatNoEventCanHoldIsRefused(String decidedAt) {
    assertThat(refused(Topics.AUTHORIZE_DECISIONS, NOW, decision(decidedAt)))
        .isEqualTo("WRONG_TYPE");
  }

  @Test
  void aDecisionOfTheLastTimeThatFitsIsAnEvent() throws MessageRefusedException {
    TradingEvent event =
        read(Topics.AUTHORIZE_DECISIONS, NOW, decision("2262-04-11T23:47:16.854775Z"));

    assertThat(event.fields().eventTimeNanos()).isEqualTo(9_223_372_036_854_775_000L);
  }

  @ParameterizedTest
  @ValueSource(longs = {10_000_000_000_000L, 1L << 48, Long.MAX_VALUE})
  void aMessageWhoseOwnTimeNoEventCanHoldIsRefused(long timestampMillis) {
    assertThat(refused(Topics.ORDERS, timestampMillis, order("1"))).isEqualTo("NOT_MAPPED");
  }

  @ParameterizedTest
  @ValueSource(ints = {62, 63})
  void aMessageWhoseEventWouldBeTooDeepToReadBackIsRefused(int depth) {
    assertThat(refused(Topics.ORDERS, NOW, order(nested(depth)))).isEqualTo("TOO_DEEP");
    assertThat(
            refused(
                Topics.AUTHORIZE_DECISIONS,
                NOW,
                decision("2026-03-01T12:00:00Z\",\"deep\":" + nested(depth) + ",\"end\":\"")))
        .isEqualTo("TOO_DEEP");
  }

  @Test
  void theDeepestMessageWhoseEventCanBeReadBackIsTaken()
      throws MessageRefusedException, JsonRefusedException {
    TradingEvent event = read(Topics.ORDERS, NOW, order(nested(61)));

    assertThat(Json.parseObject(event.document().bytes(), JsonLimits.EVENT).has("payload"))
        .isTrue();
  }

  @Test
  void aDecisionSentAgainHasTheSameOtherIdAndAnotherDecisionHasNot()
      throws MessageRefusedException {
    String decision = decision("2026-03-01T12:00:00Z");

    UUID first = otherId(Topics.AUTHORIZE_DECISIONS, 7, NOW, decision);

    assertThat(otherId(Topics.AUTHORIZE_DECISIONS, 8, NOW + 1, decision)).isEqualTo(first);
    assertThat(otherId(Topics.AUTHORIZE_DECISIONS, 7, NOW, decision("2026-03-01T12:00:00.5Z")))
        .isNotEqualTo(first);
    assertThat(read(Topics.AUTHORIZE_DECISIONS, NOW, decision).id().value()).isNotEqualTo(first);
    assertThat(UuidV7.isV7(first)).isTrue();
  }

  @Test
  void ordersOfTheSameBytesAtOtherOffsetsHaveOtherIdsOfTheirOwn() throws MessageRefusedException {
    UUID first = otherId(Topics.ORDERS, 7, NOW, order("1"));

    assertThat(otherId(Topics.ORDERS, 7, NOW, order("1"))).isEqualTo(first);
    assertThat(otherId(Topics.ORDERS, 8, NOW, order("1"))).isNotEqualTo(first);
  }

  @Test
  void aMessageIsTheEventOfTheFirstPointerMappingThatFits()
      throws MessageRefusedException, JsonRefusedException {
    TapReader pointers =
        pointers("    - {event: CXL, members: {order_id: /cancel/id}}\n    - whole");

    JsonObject fill =
        payload(
            pointers,
            """
            {"id":7,"fill":{"px":1.0850,"qty":"10"},"acct":"A-1","venue":"X",\
            "trace":"0af7651916cd43dd8448eb211c80319c"}\
            """);
    assertThat(fill.object("trade_data"))
        .hasToString("{\"order_id\":\"7\",\"execution_price\":\"1.0850\",\"executed_qty\":\"10\"}");
    assertThat(fill.object("unmapped")).hasToString("{\"fill\":{},\"venue\":\"X\"}");
    assertThat(fill.object("source"))
        .hasToString("{\"topic\":\"oms.fills\",\"partition\":0,\"offset\":7}");

    assertThat(payload(pointers, "{\"cancel\":{\"id\":\"C-1\"}}").object("trade_data"))
        .hasToString("{\"order_id\":\"C-1\"}");
    assertThat(payload(pointers, "{\"fill\":{\"px\":[]}}").object("message"))
        .hasToString("{\"fill\":{\"px\":[]}}");
  }

  @Test
  void theHeaderHasWhatThePointersFindForIt() throws MessageRefusedException {
    TradingEvent event =
        pointers("")
            .read(
                message(
                    "oms.fills",
                    7,
                    NOW,
                    """
                    {"id":"7","fill":{"px":1,"qty":2},"acct":9,"sym":"EURUSD",\
                    "trace":"0af7651916cd43dd8448eb211c80319c"}\
                    """),
                reception("oms.fills"))
            .event();

    assertThat(event.fields().eventType()).isEqualTo("EXE");
    assertThat(event.fields().accountId()).isEqualTo("9");
    assertThat(event.fields().symbol()).isEqualTo("EURUSD");
    assertThat(event.fields().traceId()).hasToString("0af76519-16cd-43dd-8448-eb211c80319c");
    assertThat(event.policyId()).isEqualTo("local.tradewitness:oms.fills");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"id":1,"fill":{"px":2}}                | MISSING_MEMBER | the body has no executed_qty at /fill/qty
          {"fill":{"px":2,"qty":1}}               | MISSING_MEMBER | the body has no order_id at /id
          {"id":{},"fill":{"px":2,"qty":1}}       | WRONG_TYPE     | order_id at /id is neither a string nor a number
          {"id":1,"fill":{"px":null,"qty":1}}     | MISSING_MEMBER | the body has no execution_price at /fill/px
          """)
  void aMessageThatNoPointerMappingFitsIsRefused(String message, String reason, String detail) {
    var refused =
        assertThatExceptionOfType(MessageRefusedException.class)
            .isThrownBy(() ->
                pointers("").read(message("oms.fills", 7, NOW, message), reception("oms.fills")))
            .actual();
    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused).hasMessage(detail);
  }

  /// A reader of fills.
  ///
  /// @param more mappings behind it
  private static TapReader pointers(String more) {
    String file =
        """
        version: 1
        kafka:
        - topic: oms.fills
          mapping:
            - event: EXE
              members: {order_id: /id, symbol: /sym, execution_price: /fill/px,
                executed_qty: /fill/qty, account_id: /acct, trace_id: /trace}
        """
            + (more.isEmpty() ? "" : more + "\n  event_type: OMS_OTHER\n");
    return new TapReader(
        new EventDecoder(new SplittableRandom(1)),
        sources(file.getBytes(StandardCharsets.UTF_8)),
        256 * 1024);
  }

  private static JsonObject payload(TapReader reader, String message)
      throws MessageRefusedException, JsonRefusedException {
    TradingEvent event =
        reader.read(message("oms.fills", 7, NOW, message), reception("oms.fills")).event();
    return Objects.requireNonNull(
        Json.parseObject(event.document().bytes(), JsonLimits.EVENT).object("payload"));
  }

  private UUID otherId(String topic, long offset, long timestampMillis, String message)
      throws MessageRefusedException {
    return reader
        .readUnderOtherId(message(topic, offset, timestampMillis, message), reception(topic))
        .event()
        .id()
        .value();
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  private String refused(String topic, long timestampMillis, String message) {
    return assertThatExceptionOfType(MessageRefusedException.class)
        .isThrownBy(() -> read(topic, timestampMillis, message))
        .actual()
        .reason();
  }

  private TradingEvent read(String topic, long timestampMillis, String message)
      throws MessageRefusedException {
    return reader.read(message(topic, 7, timestampMillis, message), reception(topic)).event();
  }

  private static Reception reception(String topic) {
    return new Reception(
        Instant.ofEpochMilli(NOW), ClockStatus.BEST_EFFORT, "kafka:" + topic, null, null);
  }

  private static ConsumerRecord<byte[], byte[]> message(
      String topic, long offset, long timestampMillis, String message) {
    byte[] value = message.getBytes(StandardCharsets.UTF_8);
    return new ConsumerRecord<>(
        topic,
        0,
        offset,
        timestampMillis,
        TimestampType.CREATE_TIME,
        1,
        value.length,
        new byte[] {'k'},
        value,
        new RecordHeaders(),
        Optional.empty());
  }

  private static SourcesFile builtIn() {
    return sources(Sources.builtIn());
  }

  private static SourcesFile sources(byte[] file) {
    try {
      return SourcesParser.parse(file);
    } catch (SourcesRefusedException e) {
      throw new AssertionError(e);
    }
  }

  private static String decision(String decidedAt) {
    return """
    {"decision_id":"01957b1c-0000-7000-8000-000000000001","status":"AUTHORIZED","client_order_id":"o-1",\
    "order":{"symbol":"AAPL","side":"BUY"},"decided_at":"%s"}\
    """
        .formatted(decidedAt);
  }

  private static String order(String deep) {
    return """
    {"order_id":"o-1","symbol":"X","side":"BUY","type":"LIMIT","price":"1.5","quantity":"10","deep":%s}\
    """
        .formatted(deep);
  }
}
