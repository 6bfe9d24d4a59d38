package dev.tradewitness.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.benchmarks.soak.SoakVerdict.Allowance;
import dev.tradewitness.benchmarks.soak.SoakVerdict.Totals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SoakVerdictTest {

  private static final long MIB = 1 << 20;
  private static final Allowance ALLOWANCE = new Allowance(12, 24, 10);
  private static final Totals GOOD = new Totals(100_000, 0, 0);

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
  void errorsBeyondOnePerCentFailInEveryQuarterFromTheSecondOn() {
    var good = quarter(1000, 12, 0.01, 100);
    var bad = quarter(1000, 12, 0.02, 100);
    assertThat(verdict(GOOD, good, good, good, good)).isEmpty();
    assertThat(verdict(GOOD, bad, good, good, good)).as("a server warms up").isEmpty();
    assertThat(verdict(GOOD, good, bad, good, good))
        .containsExactly("2.0 % of the requests of quarter 2 failed");
    assertThat(verdict(GOOD, good, good, bad, bad))
        .containsExactly(
            "2.0 % of the requests of quarter 3 failed",
            "2.0 % of the requests of quarter 4 failed");
  }

  @Test
  void moreThanOneOrderInAHundredBlockedFails() {
    var quarter = quarter(1000, 12, 0, 100);
    assertThat(verdict(new Totals(5_000, 50, 0), quarter, quarter, quarter, quarter)).isEmpty();
    assertThat(verdict(new Totals(5_000, 51, 0), quarter, quarter, quarter, quarter))
        .containsExactly("51 of 5000 orders were blocked (above 1 %)");
  }

  @Test
  void oneRepeatThatIsAnsweredAsNewFails() {
    var quarter = quarter(1000, 12, 0, 100);
    assertThat(verdict(new Totals(5_000, 0, 1), quarter, quarter, quarter, quarter))
        .containsExactly("1 repeats were answered as if they were new");
  }

  /// What `SoakIT` recorded of the first landing, of which each row of the journal held the row
  /// before it, and of the same code with that reference cut; docs/performance.md has both.
  @Test
  void theShortSoakOfTheLeakThatTheFirstLandingHadFailsAndThatOfItsMendHolds() {
    assertThat(SoakVerdict.of(recorded(0.7, 51.5, 58.7, 65.8, 66.5), GOOD, ALLOWANCE))
        .singleElement()
        .asString()
        .isEqualTo(
            "the live heap of authorize grew from 58.7 MiB to 66.5 MiB (ids explain 0.7 MiB)");
    assertThat(SoakVerdict.of(recorded(0.6, 45.6, 46.6, 47.1, 42.8), GOOD, ALLOWANCE)).isEmpty();
  }

  /// The three minutes at 400/s of the same leak: its old generation was full from the second
  /// quarter on, so rate and latency fail, and the heap has no room to grow.
  @Test
  void theLeakAtAHigherRateFailsByRateAndLatency() {
    assertThat(
            SoakVerdict.of(
                List.of(
                    quarter(399, 150, 0, 207),
                    quarter(344, 4563, 0, 211),
                    quarter(322, 5629, 0, 213),
                    quarter(218, 13_262, 0, 213)),
                GOOD,
                ALLOWANCE))
        .satisfiesExactly(
            rate -> assertThat(rate).contains("from 344/s to 218/s"),
            p99 -> assertThat(p99).contains("from 4563.00 ms to 13262.00 ms"));
  }

  private static List<Quarter> recorded(double idsExplainMib, double... liveMib) {
    // 75 orders a second, so 6,750 in two quarters; so many before that they explain that growth.
    long added = 6_750;
    long before = Math.round((idsExplainMib * MIB - 24 * added) / 12);
    var quarters = new ArrayList<Quarter>();
    for (int i = 0; i < liveMib.length; i++) {
      quarters.add(
          new Quarter(
              150,
              20,
              0,
              Map.of("authorize", Math.round(liveMib[i] * MIB)),
              before + added * (i - 1) / 2,
              0));
    }
    return quarters;
  }

  @Test
  void rateLatencyAndHeapOfTheFirstAndThirdQuarterDoNotCount() {
    var odd = quarter(1, 9_000, 0, 900);
    var even = quarter(1000, 12, 0, 100);
    assertThat(verdict(GOOD, odd, even, odd, even)).isEmpty();
  }

  @Test
  void aSoakHasFourQuarters() {
    assertThatThrownBy(() -> SoakVerdict.of(List.of(), GOOD, ALLOWANCE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> verdict(Quarter second, Quarter last) {
    return verdict(GOOD, second, second, last, last);
  }

  private static List<String> verdict(Totals totals, Quarter... quarters) {
    return SoakVerdict.of(List.of(quarters), totals, ALLOWANCE);
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
