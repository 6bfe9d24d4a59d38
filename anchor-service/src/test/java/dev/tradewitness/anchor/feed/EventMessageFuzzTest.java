package dev.tradewitness.anchor.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.anchor.TestEvent;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.wire.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventMessageFuzzTest {

  private static final TestEvent EVENT = TestEvent.of("test:message", 77, "a message");

  private static ConsumerRecord<byte[], byte[]> received(ProducerRecord<byte[], byte[]> message) {
    var record =
        new ConsumerRecord<>("vcp.events", message.partition(), 5L, message.key(), message.value());
    message.headers().forEach(record.headers()::add);
    return record;
  }

  private static EventMessage read(ProducerRecord<byte[], byte[]> message) {
    return EventMessage.of(received(message));
  }

  @Test
  void keyAndHeadersAreTheEventAndTheValueDoesNotMatter() {
    var message = EVENT.message();
    var hollow =
        new ProducerRecord<>(
            "vcp.events", message.partition(), message.key(), (byte[]) null, message.headers());
    for (var sent : List.of(message, hollow)) {
      assertThat(read(sent))
          .isInstanceOfSatisfying(
              EventMessage.Event.class,
              event -> {
                assertThat(event.policyId().value()).isEqualTo("test:message");
                assertThat(event.tier()).isEqualTo("GOLD");
                assertThat(event.leaf().sequence()).isEqualTo(77);
                assertThat(event.leaf().eventId()).isEqualTo(EVENT.eventId());
                assertThat(event.leaf().eventHash().bytes()).isEqualTo(EVENT.hash());
                assertThat(event.leaf().receivedAtMicros()).isEqualTo(EVENT.receivedAtMicros());
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequence", "event_id", "event_hash", "received_at"})
  void aHeaderThatIsMissingOrOfAnotherLengthMakesItMalformed(String name) {
    var without = EVENT.message();
    byte[] value = without.headers().lastHeader(name).value();
    without.headers().remove(name);
    assertMalformed(without, name);
    var longer = EVENT.message();
    longer.headers().add(name, java.util.Arrays.copyOf(value, value.length + 1));
    assertMalformed(longer, name);
    var shorter = EVENT.message();
    shorter.headers().add(name, java.util.Arrays.copyOf(value, value.length - 1));
    assertMalformed(shorter, name);
    var hollow = EVENT.message();
    hollow.headers().add(name, null);
    assertMalformed(hollow, name);
  }

  private static void assertMalformed(ProducerRecord<byte[], byte[]> message, String header) {
    assertThat(read(message))
        .isInstanceOfSatisfying(
            EventMessage.Malformed.class,
            malformed -> {
              assertThat(malformed.policyId().value()).isEqualTo("test:message");
              assertThat(malformed.reason()).contains(header);
            });
  }

  @Test
  void aNegativeSequenceIsMalformed() {
    var message = EVENT.message();
    message.headers().add("sequence", new byte[] {-1, 0, 0, 0, 0, 0, 0, 0});
    assertThat(read(message)).isInstanceOf(EventMessage.Malformed.class);
  }

  @ParameterizedTest
  @CsvSource({
    "sequence, 9007199254740992",
    "sequence, 9223372036854775807",
    "received_at, -9223372036854775808",
    "received_at, 9223372036854775807",
    "received_at, -62135596800000001",
    "received_at, 253402300800000000"
  })
  void aNumberOutOfItsRangeIsMalformed(String name, long value) {
    var message = EVENT.message();
    message.headers().remove(name).add(name, EventHeaders.ofLong(value));
    assertMalformed(message, name);
  }

  @ParameterizedTest
  @CsvSource({
    "sequence, 9007199254740991",
    "received_at, -62135596800000000",
    "received_at, 253402300799999999"
  })
  void aNumberAtTheEndOfItsRangeIsTaken(String name, long value) {
    var message = EVENT.message();
    message.headers().remove(name).add(name, EventHeaders.ofLong(value));
    assertThat(read(message)).isInstanceOf(EventMessage.Event.class);
  }

  @Test
  void withoutATierTheLowestIsMeant() {
    var message = EVENT.message();
    message.headers().remove("conformance_tier");
    assertThat(read(message))
        .isInstanceOfSatisfying(
            EventMessage.Event.class, event -> assertThat(event.tier()).isEqualTo("SILVER"));
  }

  @Test
  void aKeyThatIsNoPolicyIdIsOfNoStream() {
    for (String key : new String[] {null, "", "a b", "a/b", "ü", "x".repeat(129)}) {
      var message =
          new ProducerRecord<byte[], byte[]>(
              "vcp.events", 0, key == null ? null : key.getBytes(StandardCharsets.UTF_8), null);
      EVENT.message().headers().forEach(message.headers()::add);
      assertThat(read(message)).as("key %s", key).isInstanceOf(EventMessage.Stray.class);
    }
  }

  @Test
  void whateverComesIsAnEventOrIsSaidToBeNone() {
    long seed = System.nanoTime();
    System.out.println("EventMessageFuzzTest seed " + seed);
    var random = new Random(seed);
    int events = 0;
    for (int i = 0; i < 20_000; i++) {
      var message = received(EVENT.message());
      byte[] key = message.key().clone();
      if (random.nextInt(4) == 0) {
        key[random.nextInt(key.length)] = (byte) random.nextInt();
      }
      var fuzzed = new ConsumerRecord<>("vcp.events", 0, 0L, key, new byte[0]);
      for (Header header : message.headers()) {
        byte[] value = header.value();
        if (random.nextInt(6) == 0) {
          value = java.util.Arrays.copyOf(value, random.nextInt(40));
          random.nextBytes(value);
        }
        if (random.nextInt(12) != 0) {
          fuzzed.headers().add(new RecordHeader(header.key(), value));
        }
      }
      switch (EventMessage.of(fuzzed)) {
        case EventMessage.Event event -> {
          events++;
          assertThat(event.leaf().sequence()).isNotNegative();
          assertThat(event.leaf().eventHash().bytes())
              .isEqualTo(fuzzed.headers().lastHeader("event_hash").value());
        }
        case EventMessage.Malformed malformed -> assertThat(malformed.reason()).isNotEmpty();
        case EventMessage.Stray stray ->
            assertThat(PolicyId.isValid(new String(key, StandardCharsets.UTF_8)))
                .as(stray.reason())
                .isFalse();
        case EventMessage.Misplaced misplaced ->
            throw new AssertionError("asked where it is: " + misplaced);
      }
    }
    assertThat(events).as("both outcomes are met").isBetween(1_000, 19_000);
  }
}
