package dev.tradewitness.authorize.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.exposure.ExposureBook.Undo;
import dev.tradewitness.authorize.journal.JournalStore.StoredDecision;
import dev.tradewitness.authorize.journal.Pending;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreshDecisionsTest {

  private static final int MAX = 5;

  private final FreshDecisions fresh = new FreshDecisions(MAX);

  @Test
  void asManyAsFitAreHandedOverInOrder() throws Exception {
    fresh.committed(rows(0, MAX));
    assertThat(numbers(2)).containsExactly(0L, 1L);
    assertThat(numbers(10)).containsExactly(2L, 3L, 4L);
    assertThat(numbers(10)).isEmpty();
  }

  @Test
  void anOverflowIsToldUntilTheRelayStartsOverAndNothingBehindTheGapIsHandedOver()
      throws Exception {
    fresh.committed(rows(0, MAX + 1));
    assertThat(fresh.take(10, Duration.ZERO)).isNull();
    fresh.committed(rows(MAX + 1, 1));
    assertThat(fresh.take(10, Duration.ZERO)).isNull();
    fresh.restart();
    assertThat(numbers(10)).as("the journal has them").isEmpty();
    fresh.committed(rows(MAX + 2, 1));
    assertThat(numbers(10)).containsExactly(MAX + 2L);
  }

  private List<Long> numbers(int max) throws InterruptedException {
    List<StoredDecision> taken = Objects.requireNonNull(fresh.take(max, Duration.ZERO));
    return taken.stream().map(decision -> decision.row().sequence()).toList();
  }

  private static List<Pending> rows(int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(i -> new Pending(DecisionRelayTest.decided(0, i, i).row(), 1, Undo.NOTHING))
        .toList();
  }
}
