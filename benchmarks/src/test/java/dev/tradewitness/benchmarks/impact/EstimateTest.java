package dev.tradewitness.benchmarks.impact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EstimateTest {

  @Test
  void theSameValuesAndSeedGiveTheSameInterval() {
    double[] values = normal(20, 3, 7);
    assertThat(Estimate.of(values, 42)).isEqualTo(Estimate.of(values, 42));
    assertThat(Estimate.of(values, 42)).isNotEqualTo(Estimate.of(normal(20, 3, 8), 42));
  }

  @Test
  void theValuesAreLeftAsTheyWere() {
    double[] values = {3, 1, 2};
    assertThat(Estimate.of(values, 1).median()).isEqualTo(2);
    assertThat(values).containsExactly(3, 1, 2);
  }

  @Test
  void equalValuesLeaveNoDoubt() {
    assertThat(Estimate.of(new double[] {5, 5, 5, 5, 5, 5}, 1)).isEqualTo(new Estimate(5, 5, 5, 6));
  }

  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheMiddleOnes() {
    assertThat(Estimate.of(new double[] {1, 2, 4, 100}, 1).median()).isEqualTo(3);
  }

  /// 95 of 100 by construction; the bootstrap of a median of 20 is known to be a little off.
  @Test
  void theIntervalHoldsTheTrueMedianInAboutNineteenOfTwentyRuns() {
    int held = 0;
    for (int run = 0; run < 400; run++) {
      var estimate = Estimate.of(normal(20, 10, 1000 + run), run);
      if (estimate.low() <= 10 && 10 <= estimate.high()) {
        held++;
      }
    }
    assertThat(held).isBetween(360, 398);
  }

  @Test
  void fourTimesAsManyValuesMakeTheIntervalAboutHalfAsWide() {
    double few = 0;
    double many = 0;
    for (int run = 0; run < 50; run++) {
      few += Estimate.of(normal(20, 0, run), run).plusMinus();
      many += Estimate.of(normal(80, 0, run), run).plusMinus();
    }
    assertThat(many / few).isBetween(0.4, 0.65);
  }

  @Test
  void noValueHasNoMedian() {
    assertThatThrownBy(() -> Estimate.of(new double[0], 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static double[] normal(int count, double mean, long seed) {
    var random = new Random(seed);
    return random.doubles(count).map(_ -> mean + random.nextGaussian()).toArray();
  }
}
