package dev.tradewitness.vpin.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.vpin.feed.StartOffset.Range;
import dev.tradewitness.vpin.feed.StartOffset.Reason;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StartOffsetTest {

  private static final UUID TOPIC = new UUID(1, 1);
  private static final UUID OTHER = new UUID(2, 2);

  @Test
  void aPartitionNeverReadStartsAtItsEarliestMessage() {
    assertThat(StartOffset.of(null, null, new Range(7, 20, TOPIC)))
        .isEqualTo(new StartOffset(7, Reason.FIRST_READING));
  }

  @Test
  void aStoredOffsetInRangeIsTaken() {
    for (long stored : new long[] {7, 12, 20}) {
      assertThat(StartOffset.of(stored, TOPIC, new Range(7, 20, TOPIC)))
          .isEqualTo(new StartOffset(stored, Reason.STORED));
    }
  }

  @Test
  void anOffsetBeyondTheEndOfTheSameTopicGoesOnAtItsEndSoThatNothingCountsTwice() {
    assertThat(StartOffset.of(21L, TOPIC, new Range(0, 20, TOPIC)))
        .isEqualTo(new StartOffset(20, Reason.TAIL_LOST));
  }

  @Test
  void anOffsetBeyondTheEndOfAnotherTopicMeansThatItWasWiped() {
    assertThat(StartOffset.of(21L, TOPIC, new Range(0, 20, OTHER)))
        .isEqualTo(new StartOffset(0, Reason.TOPIC_WIPED));
  }

  @Test
  void anotherTopicOfTheSameNameIsReadFromItsStartEvenWhenTheOffsetWouldFit() {
    assertThat(StartOffset.of(12L, TOPIC, new Range(0, 20, OTHER)))
        .isEqualTo(new StartOffset(0, Reason.TOPIC_WIPED));
  }

  @Test
  void anOffsetBelowTheStartMeansThatMessagesExpired() {
    assertThat(StartOffset.of(3L, TOPIC, new Range(7, 20, TOPIC)))
        .isEqualTo(new StartOffset(7, Reason.MESSAGES_EXPIRED));
  }
}
