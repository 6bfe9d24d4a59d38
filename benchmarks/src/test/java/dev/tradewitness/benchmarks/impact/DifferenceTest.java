package dev.tradewitness.benchmarks.impact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class DifferenceTest {

  /// A histogram keeps three digits.
  private static final Offset<Double> DIGITS = within(1.0);

  @Test
  void aBlockIsComparedWithTheBaseOfItsOwnRound() {
    // The machine becomes slower from round to round; the difference stays.
    var blocks = new SomeBlocks();
    for (int round = 1; round <= 7; round++) {
      blocks
          .add(Condition.CLIENT, round, 400L * round + 20)
          .add(Condition.NONE, round, 400L * round);
    }
    var difference = Difference.of(Comparison.CLIENT, Figure.P50, blocks.list(), 1);
    assertThat(difference.micros().median()).isCloseTo(20, DIGITS);
    assertThat(difference.micros().low()).isCloseTo(20, within(2.5));
    assertThat(difference.micros().high()).isCloseTo(20, within(2.5));
    assertThat(difference.percent().median()).isCloseTo(100 * 20 / 1_600.0, within(0.1));
    assertThat(difference.micros().values()).isEqualTo(7);
  }

  @Test
  void theFirstRoundDoesNotCount() {
    var blocks =
        new SomeBlocks()
            .add(Condition.NONE, 0, 100)
            .add(Condition.CLIENT, 0, 9_000)
            .add(Condition.NONE, 1, 100)
            .add(Condition.CLIENT, 1, 110);
    var difference = Difference.of(Comparison.CLIENT, Figure.MEAN, blocks.list(), 1);
    assertThat(difference.micros().values()).isOne();
    assertThat(difference.micros().median()).isCloseTo(10, DIGITS);
    assertThat(difference.percent().median()).isCloseTo(10, DIGITS);
  }

  @Test
  void aRoundWithoutItsBaseIsLeftOut() {
    var blocks =
        new SomeBlocks()
            .add(Condition.NONE, 1, 100)
            .add(Condition.CLIENT, 1, 130)
            .add(Condition.CLIENT, 2, 900);
    assertThat(Difference.of(Comparison.CLIENT, Figure.P99, blocks.list(), 1).micros().median())
        .isCloseTo(30, DIGITS);
    assertThatThrownBy(() -> Difference.of(Comparison.MIRROR, Figure.P99, blocks.list(), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theServersOwnTimeAndItsCpuAreComparedAsWell() {
    var blocks = new SomeBlocks().add(Condition.NONE, 1, 100).add(Condition.CLIENT, 1, 150);
    assertThat(micros(blocks, Figure.SERVICE_P50)).isCloseTo(25, DIGITS);
    assertThat(micros(blocks, Figure.SERVICE_P99)).isCloseTo(25, DIGITS);
    assertThat(micros(blocks, Figure.CPU)).isCloseTo(5, within(0.001));
  }

  private static double micros(SomeBlocks blocks, Figure figure) {
    return Difference.of(Comparison.CLIENT, figure, blocks.list(), 1).micros().median();
  }
}
