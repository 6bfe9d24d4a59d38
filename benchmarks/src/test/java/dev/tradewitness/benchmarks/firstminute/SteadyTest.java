package dev.tradewitness.benchmarks.firstminute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.benchmarks.load.Tally;
import dev.tradewitness.benchmarks.report.Phase;
import dev.tradewitness.benchmarks.watch.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SteadyTest {

  @Test
  void theSteadyRateIsThatOfTheLastQuarter() {
    assertThat(Steady.rate(series(100, 500, 900, 900, 900, 900, 1_000, 800))).isEqualTo(900);
  }

  @Test
  void itIsReachedAtTheEndOfTheFirstIntervalWithFourFifthsOfIt() {
    assertThat(Steady.reachedSeconds(series(100, 500, 799, 800, 900, 1_000, 1_000, 1_000)))
        .isEqualTo(20);
  }

  @Test
  void aRateThatIsThereFromTheBeginningIsReachedInTheFirstInterval() {
    assertThat(Steady.reachedSeconds(series(1_000, 1_000, 1_000, 1_000))).isEqualTo(5);
  }

  @Test
  void withoutAnyIntervalItIsNeverReached() {
    assertThat(Steady.reachedSeconds(List.of())).isInfinite();
    assertThat(Steady.rate(List.of())).isZero();
  }

  /// Intervals of 5 s.
  private static List<Phase.Point> series(int... rates) {
    var points = new ArrayList<Phase.Point>();
    for (int rate : rates) {
      var latency = Tally.emptyHistogram();
      latency.recordValueWithCount(1_000_000, rate * 5L);
      points.add(
          new Phase.Point(
              (points.size() + 1) * 5,
              5,
              new Tally.Interval(latency, Map.of()),
              new Sample(List.of())));
    }
    return points;
  }
}
