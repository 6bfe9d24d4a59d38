package dev.tradewitness.capture.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.capture.Events;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What an event is whose id is taken: the first one again, or another one.
class RepeatedEventTest {

  private static final UUID ID = UUID.fromString("0f6c0b1e-5d6e-4c55-9d8e-8a0b4f3f7d11");

  // RFC 8785 hashes both numbers of a line alike.
  @ParameterizedTest
  @CsvSource({
    "1e-400, 0",
    "-1e-400, 0",
    "0.1234567890123456789, 0.12345678901234568",
    "9007199254740993, 9007199254740992",
    "12345678901234567e0, 12345678901234568",
    "1e-400, 2e-400"
  })
  void anotherNumberIsAnotherEventWhicheverCameFirst(String one, String other) {
    assertThat(entry(one).event().document().hash())
        .as("else the hash tells them apart")
        .isEqualTo(entry(other).event().document().hash());
    assertThat(outcome(one, other)).isInstanceOf(StreamOutcome.IdReused.class);
    assertThat(outcome(other, one)).isInstanceOf(StreamOutcome.IdReused.class);
  }

  @ParameterizedTest
  @CsvSource({"1e-400", "0", "0.1234567890123456789", "0.12345678901234568", "9007199254740993"})
  void theSameBytesAreTheSameEvent(String number) {
    assertThat(outcome(number, number)).isInstanceOf(StreamOutcome.AlreadyStored.class);
  }

  @Test
  void theSameEventWithOtherBlanksIsTheSameWhereNoNumberIsRounded() {
    String text = text("1.50");
    assertThat(
            EventStore.repeated(
                Entries.ofEvent(text.replace(", ", ","), false),
                Entries.ofEvent(text, false).storedAt(0)))
        .isInstanceOf(StreamOutcome.AlreadyStored.class);
  }

  private static StreamOutcome outcome(String first, String second) {
    return EventStore.repeated(entry(second), entry(first).storedAt(0));
  }

  private static StreamEntry entry(String number) {
    return Entries.ofEvent(text(number), false);
  }

  private static String text(String number) {
    return Events.event(ID, "test:repeated", "NOTE", "{\"n\": " + number + "}", Instant.EPOCH);
  }
}
