package dev.tradewitness.capture.source.fix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import quickfix.InvalidMessage;
import quickfix.Message;

class AheadMessagesTest {

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

  private static AheadMessages queue(int messagesMax, long charsMax) {
    return new AheadMessages(messagesMax, charsMax);
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
