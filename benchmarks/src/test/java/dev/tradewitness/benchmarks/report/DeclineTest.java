package dev.tradewitness.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeclineTest {

  @Test
  void aRateThatFallsSeriesAfterSeriesDeclines() {
    // Measured on the first landing: successive runs from a fresh start.
    var rates = List.of(1171.0, 1567.0, 2306.0, 1366.0, 729.0, 548.0, 290.0, 138.0);
    assertThat(Decline.of(rates))
        .hasValueSatisfying(reason ->
            assertThat(reason)
                .contains("214/s in the last quarter")
                .contains("1836/s in the second"));
  }

  @Test
  void aFlatRateHolds() {
    assertThat(Decline.of(List.of(900.0, 1000.0, 1010.0, 990.0, 1000.0, 985.0, 1005.0, 940.0)))
        .isEmpty();
  }

  @Test
  void aSlowFirstQuarterIsWarmUp() {
    assertThat(Decline.of(List.of(10.0, 20.0, 1000.0, 1000.0, 1000.0, 1000.0, 1000.0, 1000.0)))
        .isEmpty();
  }

  @Test
  void nineTenthsHoldAndLessDoesNot() {
    assertThat(Decline.of(List.of(1.0, 1.0, 1000.0, 1000.0, 1.0, 1.0, 900.0, 900.0))).isEmpty();
    assertThat(Decline.of(List.of(1.0, 1.0, 1000.0, 1000.0, 1.0, 1.0, 899.0, 899.0))).isPresent();
  }

  @Test
  void aShortSeriesSaysNothing() {
    assertThat(Decline.of(List.of(1000.0, 1000.0, 1000.0, 1.0))).isEmpty();
  }
}
