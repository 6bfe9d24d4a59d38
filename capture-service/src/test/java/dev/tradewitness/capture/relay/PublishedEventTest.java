package dev.tradewitness.capture.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.capture.Events;
import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.TradingEvent;
import dev.tradewitness.capture.stream.EventSignature;
import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.capture.stream.StreamEntry;
import dev.tradewitness.capture.stream.StreamPosition;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.EventHeaders;
import dev.tradewitness.common.wire.Partitions;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.kit.signing.Ed25519Signer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedEventTest {

  private static final String STREAM = "published:a";
  private static final PlaceSealer SEALER = new PlaceSealer(new Ed25519Signer(new byte[32]));
  private static final EventDecoder DECODER = new EventDecoder(new SecureRandom());
  private static final String ORDER =
      Events.order(UUID.fromString("01932f5e-0000-7000-8000-000000000001"), STREAM);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"note\": \",\\\"security\\\":{}\", ",
        "{\"security\": {\"event_hash\": \"00\"}, ",
        "{\"sequence\": 7, ",
        "{\"security\": null, \"sequence\": \"x\", "
      })
  void whatIsPublishedComesBackAsItWasStored(String beginning) {
    String text = beginning + ORDER.substring(1);
    StoredEvent stored = stored(text, reception(UUID.randomUUID()), true);
    StreamEntry again = published(stored).entry(DECODER);
    assertSame(stored, again);
    // What is kept of a document that has members with our names is published without its blanks.
    boolean isWhole = !stored.document().carriesReserved();
    if (isWhole) {
      assertThat(again.event().document().bytes()).isEqualTo(stored.document().bytes());
    }
    assertThat(record(storedAgain(stored, again), 0).value()).isEqualTo(record(stored, 0).value());
  }

  @Test
  void anEventWithoutAnIdKeepsTheOneThatItWasGiven() {
    String text = ORDER.replaceFirst("\"event_id\": \"[^\"]*\", ", "");
    StoredEvent stored = stored(text, reception(null), false);
    assertThat(stored.id().assigned()).isTrue();
    assertSame(stored, published(stored).entry(DECODER));
  }

  @Test
  void blanksBehindADocumentAreAllThatIsNotKept() {
    StoredEvent stored = stored(ORDER + " \n ", reception(null), true);
    StreamEntry again = published(stored).entry(DECODER);
    assertSame(stored, again);
    assertThat(again.event().document().bytes()).isEqualTo(ORDER.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aValueThatIsNotTheEventOfItsHeadersIsRefused() {
    StoredEvent stored = stored(ORDER, reception(null), true);
    StoredEvent other =
        stored(Events.order(UUID.randomUUID(), STREAM, "other"), reception(null), true);
    ConsumerRecord<byte[], byte[]> mixed =
        message(record(stored, partition()), record(other, 0).value());
    PublishedEvent event = Objects.requireNonNull(PublishedEvent.of(mixed));
    assertThatThrownBy(() -> event.entry(DECODER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not the event that the headers name");
    for (String value : new String[] {"", "{}", "{\"security\":{}}", "no JSON"}) {
      ConsumerRecord<byte[], byte[]> broken =
          message(record(stored, partition()), value.getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(() -> Objects.requireNonNull(PublishedEvent.of(broken)).entry(DECODER))
          .as(value)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aMessageWithoutItsHeadersOrInAnotherPartitionIsNoEvent() {
    StoredEvent stored = stored(ORDER, reception(null), true);
    ProducerRecord<byte[], byte[]> record = record(stored, (partition() + 1) % 8);
    assertThat(PublishedEvent.of(message(record, record.value()))).isNull();
    ProducerRecord<byte[], byte[]> headless = record(stored, partition());
    headless.headers().remove(EventHeaders.EVENT_HASH);
    assertThat(PublishedEvent.of(message(headless, headless.value()))).isNull();
  }

  private static void assertSame(StoredEvent stored, StreamEntry again) {
    TradingEvent event = again.event();
    assertThat(event.id()).isEqualTo(stored.id());
    assertThat(event.policyId()).isEqualTo(stored.at().policyId());
    assertThat(event.tier()).isEqualTo(stored.tier());
    assertThat(event.warnings()).isEqualTo(stored.warnings());
    assertThat(event.document().hash()).isEqualTo(stored.document().hash());
    assertThat(event.document().profile()).isEqualTo(stored.document().profile());
    assertThat(event.document().carriesReserved()).isEqualTo(stored.document().carriesReserved());
    assertThat(event.fields().traceId()).isEqualTo(stored.reception().traceId());
    assertThat(again.reception()).isEqualTo(stored.reception());
  }

  private static StoredEvent storedAgain(StoredEvent stored, StreamEntry again) {
    return new StoredEvent(
        stored.at(),
        again.event().id(),
        again.event().tier(),
        again.event().document(),
        stored.signature(),
        again.reception(),
        again.event().warnings());
  }

  private static Reception reception(@Nullable UUID traceId) {
    return new Reception(
        Instant.parse("2026-11-29T12:00:00.123456Z"),
        ClockStatus.NTP_SYNCED,
        "rest",
        traceId,
        traceId == null ? null : Hash.of(new byte[] {1}));
  }

  private static StoredEvent stored(String text, Reception reception, boolean signed) {
    return switch (DECODER.decode(text.getBytes(StandardCharsets.UTF_8), reception)) {
      case Decoded.Understood(TradingEvent event) ->
          new StoredEvent(
              new StreamPosition(event.policyId(), 41),
              event.id(),
              event.tier(),
              event.document(),
              signed ? new EventSignature(new byte[64], "0123456789abcdef") : null,
              reception.withTraceId(event.fields().traceId()),
              event.warnings());
      case Decoded.NotUnderstood(var violations) -> throw new AssertionError(violations);
    };
  }

  private static ProducerRecord<byte[], byte[]> record(StoredEvent event, int partition) {
    return EventPublisher.record(SEALER.over(List.of(event)).getFirst(), partition);
  }

  private static PublishedEvent published(StoredEvent stored) {
    ProducerRecord<byte[], byte[]> record = record(stored, partition());
    PublishedEvent event =
        Objects.requireNonNull(PublishedEvent.of(message(record, record.value())));
    assertThat(event.at()).isEqualTo(stored.at());
    return event;
  }

  private static int partition() {
    return Partitions.of(STREAM, Topics.PARTITIONS);
  }

  private static ConsumerRecord<byte[], byte[]> message(
      ProducerRecord<byte[], byte[]> record, byte[] value) {
    var message = new ConsumerRecord<>(record.topic(), record.partition(), 0, record.key(), value);
    record.headers().forEach(message.headers()::add);
    return message;
  }
}
