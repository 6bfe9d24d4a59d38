package dev.tradewitness.capture.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.TradingEvent;
import dev.tradewitness.capture.decode.foreign.MessageRefusedException;
import dev.tradewitness.capture.sources.Sources;
import dev.tradewitness.capture.sources.SourcesFile.KafkaTap;
import dev.tradewitness.capture.sources.SourcesParser;
import dev.tradewitness.capture.sources.SourcesRefusedException;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.event.UuidV7;
import dev.tradewitness.common.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

  private static Map<String, KafkaTap> builtIn() {
    try {
      return SourcesParser.parse(Sources.builtIn()).taps();
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
