package dev.tradewitness.capture.source.fix;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import quickfix.InvalidMessage;
import quickfix.Message;

class AheadMessagesTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final AtomicLong clock = new AtomicLong();

  @Test
  void theLowestNumbersStayWithinBothBounds() throws InvalidMessage {
    var byCount = queue(2, 1_000);
    var byLength = queue(1_000, 60);
    for (AheadMessages ahead : new AheadMessages[] {byCount, byLength}) {
      for (int number : new int[] {9, 7, 8, 5}) {
        ahead.enqueue(number, message());
      }
      assertThat(ahead.dequeue(9)).isNull();
      assertThat(ahead.dequeue(8)).isNull();
      assertThat(ahead.dequeue(7)).isNotNull();
      assertThat(ahead.dequeue(5)).isNotNull();
      ahead.enqueue(8, message());
      assertThat(ahead.dequeue(8)).as("there is room again").isNotNull();
    }
  }

  @Test
  void aJumpOverBillionsOfNumbersTakesNoTime() throws InvalidMessage {
    var ahead = queue(10, 1_000);
    ahead.enqueue(5, message());
    ahead.enqueue(2_000_000_000, message());

    ahead.dequeueMessagesUpTo(2_000_000_000);

    assertThat(ahead.dequeue(5)).isNull();
    assertThat(ahead.dequeue(2_000_000_000)).isNotNull();
  }

  @Test
  void theSameNumberIsKeptOnceAndClearForgetsAll() throws InvalidMessage {
    var ahead = queue(10, 60);
    for (int i = 0; i < 5; i++) {
      ahead.enqueue(7, message());
    }
    ahead.enqueue(8, message());
    assertThat(ahead.dequeue(8)).isNotNull();
    ahead.clear();
    assertThat(ahead.dequeue(7)).isNull();
  }

  @Test
  void itStandsStillWhenMessagesComeAndTheTurnDoesNotMove() throws InvalidMessage {
    AheadMessages ahead = queue(10, 1_000);
    comes(ahead, 5);
    clock.addAndGet(30 * SECOND);
    comes(ahead, 6);
    assertThat(ahead.isStalled()).isFalse();
    clock.addAndGet(1);
    assertThat(ahead.isStalled()).as("nothing came").isFalse();
    comes(ahead, 7);
    assertThat(ahead.isStalled()).isTrue();
    ahead.clear();
    assertThat(ahead.isStalled()).isFalse();
  }

  @Test
  void progressBeginsTheTimeAnew() throws InvalidMessage {
    AheadMessages ahead = queue(10, 1_000);
    comes(ahead, 5);
    clock.addAndGet(31 * SECOND);
    ahead.dequeue(3);
    ahead.enqueue(6, message());
    assertThat(ahead.isStalled()).isFalse();
    clock.addAndGet(31 * SECOND);
    ahead.enqueue(7, message());
    assertThat(ahead.isStalled()).isTrue();
  }

  @Test
  void aFilledGapIsForgotten() throws InvalidMessage {
    AheadMessages ahead = queue(10, 1_000);
    comes(ahead, 3);
    ahead.dequeue(3);
    ahead.dequeue(4);
    clock.addAndGet(100 * SECOND);
    ahead.enqueue(6, message());
    assertThat(ahead.isStalled()).isFalse();
  }

  @Test
  void whatWaitsIsGivenByItsNumbers() throws InvalidMessage {
    AheadMessages ahead = queue(10, 1_000);
    assertThat(ahead.last()).isZero();
    for (int number : new int[] {7, 5, 6}) {
      comes(ahead, number);
    }
    assertThat(ahead.between(2, Integer.MAX_VALUE)).containsOnlyKeys(5, 6, 7);
    assertThat(ahead.between(6, 6)).containsOnlyKeys(6);
    assertThat(ahead.between(7, 6)).isEmpty();
    assertThat(ahead.last()).isEqualTo(7);
  }

  private AheadMessages queue(int messagesMax, long charsMax) {
    return new AheadMessages(messagesMax, charsMax, 30 * SECOND, clock::get);
  }

  /// As QuickFIX/J calls it: behind each message it asks for the expected one.
  private static void comes(AheadMessages ahead, int number) throws InvalidMessage {
    ahead.enqueue(number, message());
    ahead.dequeue(2);
  }

  private static Message message() throws InvalidMessage {
    String text = "8=FIX.4.4\u00019=5\u000135=D\u000110=181\u0001"; // 29 characters
    return new Message(text, false);
  }
}
