package dev.tradewitness.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.benchmarks.soak.SoakVerdict.Allowance;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SoakVerdictTest {

  private static final long MIB = 1 << 20;
  private static final Allowance ALLOWANCE = new Allowance(12, 24, 10);

  @Test
  void aFlatSoakHolds() {
    assertThat(verdict(quarter(1000, 12, 0, 100), quarter(960, 20, 0, 104))).isEmpty();
  }

  @Test
  void aRateBelowNineTenthsFails() {
    assertThat(verdict(quarter(1000, 12, 0, 100), quarter(899, 12, 0, 100)))
        .singleElement()
        .asString()
        .contains("the rate fell from 1000/s to 899/s");
  }

  @Test
  void aP99ThatDoublesFails() {
    assertThat(verdict(quarter(1000, 12, 0, 100), quarter(1000, 24.1, 0, 100)))
        .singleElement()
        .asString()
        .contains("p99 rose from 12.00 ms to 24.10 ms");
  }

  @Test
  void aP99ThatDoublesWithinTheGoalHolds() {
    assertThat(verdict(quarter(1000, 2, 0, 100), quarter(1000, 9.9, 0, 100))).isEmpty();
  }

  @Test
  void aHeapThatGrowsByMoreThanFivePerCentFails() {
    assertThat(verdict(quarter(1000, 12, 0, 100), quarter(1000, 12, 0, 106)))
        .singleElement()
        .asString()
        .contains("the live heap of authorize grew from 100.0 MiB to 106.0 MiB");
  }

  @Test
  void aGrowthOfFourMebibytesInASmallHeapHolds() {
    assertThat(verdict(quarter(1000, 12, 0, 30), quarter(1000, 12, 0, 34))).isEmpty();
    assertThat(verdict(quarter(1000, 12, 0, 30), quarter(1000, 12, 0, 35))).hasSize(1);
  }

  @Test
  void whatRememberedIdsTakeIsNoGrowth() {
    var second = withIds(quarter(1000, 12, 0, 100), 100_000);
    // 24 × 200,000 − 12 × 100,000 bytes are 3.4 MiB, beside the 5 MiB that are harmless.
    assertThat(verdict(second, withIds(quarter(1000, 12, 0, 108), 200_000))).isEmpty();
    assertThat(verdict(second, withIds(quarter(1000, 12, 0, 109), 200_000))).hasSize(1);
  }

  @Test
  void aFullWindowOfIdsExplainsNothing() {
    var second = withIds(quarter(1000, 12, 0, 100), 200_000);
    assertThat(verdict(second, withIds(quarter(1000, 12, 0, 110), 200_000))).hasSize(1);
  }

  @Test
  void whatFiltersOfForgottenIdsTakeIsNoGrowth() {
    var second = with(quarter(1000, 12, 0, 100), 200_000, 2 * MIB);
    assertThat(verdict(second, with(quarter(1000, 12, 0, 108), 200_000, 5 * MIB))).isEmpty();
    assertThat(verdict(second, with(quarter(1000, 12, 0, 109), 200_000, 5 * MIB))).hasSize(1);
  }

  @Test
  void theHeapOfEveryServiceCounts() {
    var second = new Quarter(1000, 12, 0, Map.of("anchor", 100 * MIB, "authorize", 80 * MIB), 0, 0);
    var last = new Quarter(1000, 12, 0, Map.of("anchor", 120 * MIB, "authorize", 80 * MIB), 0, 0);
    assertThat(verdict(second, last)).singleElement().asString().contains("anchor");
  }

  @Test
  void errorsBeyondOnePerCentFail() {
    assertThat(verdict(quarter(1000, 12, 0, 100), quarter(1000, 12, 0.01, 100))).isEmpty();
    assertThat(verdict(quarter(1000, 12, 0, 100), quarter(1000, 12, 0.02, 100))).hasSize(1);
  }

  @Test
  void theFirstAndThirdQuarterDoNotCount() {
    var odd = quarter(1, 9_000, 1, 900);
    var even = quarter(1000, 12, 0, 100);
    assertThat(SoakVerdict.of(List.of(odd, even, odd, even), ALLOWANCE)).isEmpty();
  }

  @Test
  void aSoakHasFourQuarters() {
    assertThatThrownBy(() -> SoakVerdict.of(List.of(), ALLOWANCE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> verdict(Quarter second, Quarter last) {
    return SoakVerdict.of(List.of(second, second, last, last), ALLOWANCE);
  }

  private static Quarter quarter(double rate, double p99, double errorShare, long mib) {
    return new Quarter(rate, p99, errorShare, Map.of("authorize", mib * MIB), 0, 0);
  }

  private static Quarter withIds(Quarter quarter, long ids) {
    return with(quarter, ids, 0);
  }

  private static Quarter with(Quarter quarter, long ids, long filterBytes) {
    return new Quarter(
        quarter.rate(),
        quarter.p99Millis(),
        quarter.errorShare(),
        quarter.liveBytes(),
        ids,
        filterBytes);
  }
}
