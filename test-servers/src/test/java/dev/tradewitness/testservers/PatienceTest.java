package dev.tradewitness.testservers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

class PatienceTest {

  @Test
  void aWaitThatNamesNoTimeLastsAMinuteAndOneThatDoesLastsAsLong() {
    assertThat(millisLeft(Awaitility.await())).isBetween(30_000L, Patience.DEFAULT.toMillis());
    assertThat(millisLeft(Awaitility.await().atMost(Patience.DEFAULT.multipliedBy(2))))
        .isGreaterThan(Patience.DEFAULT.toMillis());
  }

  private static long millisLeft(ConditionFactory wait) {
    var left = new AtomicLong();
    wait.conditionEvaluationListener(condition -> left.set(condition.getRemainingTimeInMS()))
        .until(() -> true);
    return left.get();
  }
}
