package dev.tradewitness.benchmarks.impact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictTest {

  @Test
  void anIntervalBelowTheBoundIsBelow() {
    assertThat(Verdict.of(new Estimate(0.4, -0.2, 0.9, 20), 1)).isEqualTo(new Verdict.Below());
  }

  @Test
  void anIntervalFromTheBoundOnIsNotBelow() {
    assertThat(Verdict.of(new Estimate(1.5, 1, 2, 20), 1)).isEqualTo(new Verdict.NotBelow());
  }

  @Test
  void anIntervalThatHoldsTheBoundLeavesItOpenWhereverTheMedianIs() {
    assertThat(Verdict.of(new Estimate(0.1, -3, 4, 20), 1)).isEqualTo(new Verdict.Open(3.5));
    assertThat(Verdict.of(new Estimate(3, -3, 4, 20), 1)).isEqualTo(new Verdict.Open(3.5));
    assertThat(Verdict.of(new Estimate(0.1, 0, 1, 20), 1)).isEqualTo(new Verdict.Open(0.5));
    assertThat(new Verdict.Open(3.5).text("1 %", "%")).isEqualTo("cannot be told: interval ±3.5 %");
  }

  @Test
  void tooFewPairsTellNothing() {
    assertThat(Verdict.of(new Estimate(0, 0, 0, 5), 1)).isInstanceOf(Verdict.Open.class);
  }
}
