package dev.tradewitness.vpin.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tradewitness.vpin.classify.ClassifierKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VpinEngineTest {

  private static VpinParameters parameters(double bucketSize, int numBuckets, int emitInterval) {
    return new VpinParameters(
        bucketSize, numBuckets, emitInterval, VolumeUnit.QUOTE, ClassifierKind.HALF, 20);
  }

  @Test
  void fourBuysOfHalfABucketFillTwoOneSidedBuckets() {
    // The published example of the wickra-core crate: buckets of 10, window of 2.
    var engine = new VpinEngine(parameters(10, 2, 4));
    List<VpinReading> readings = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      if (engine.accept(i, 1, 100, 5)) {
        readings.add(engine.reading());
      }
    }
    assertThat(readings)
        .containsExactly(new VpinReading(3, 0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.5, 2, 20.0));
  }

  @Test
  void theSourceDocumentsExampleHasFiftyBucketsAndHalfAMillion() {
    var engine = new VpinEngine(parameters(10_000, 50, 100));
    List<VpinReading> readings = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      if (engine.accept(i, i % 3 - 1, 42_000.5, 21_000.25)) {
        readings.add(engine.reading());
      }
    }
    assertThat(readings.getLast().bucketCount()).isEqualTo(50);
    assertThat(readings.getLast().totalVolume()).isEqualTo(500_000.0);
  }

  @Test
  void nothingIsSaidBeforeHalfTheWindowIsClosed() {
    var engine = new VpinEngine(parameters(10, 5, 1));
    assertThat(engine.accept(1, 1, 1, 19.9)).as("one bucket closed, two needed").isFalse();
    assertThat(engine.accept(2, 1, 1, 0.1)).as("two closed").isTrue();
    assertThat(engine.reading().bucketCount()).isEqualTo(2);
  }

  @Test
  void aWindowOfOneBucketWaitsForItToClose() {
    var engine = new VpinEngine(parameters(10, 1, 1));
    assertThat(engine.accept(1, 1, 1, 9)).isFalse();
    assertThat(engine.accept(2, -1, 1, 1)).isTrue();
    assertThat(engine.reading().vpin()).isCloseTo(0.8, within(1e-14));
  }

  @Test
  void tradesDuringWarmUpCountTowardsTheEmitInterval() {
    var engine = new VpinEngine(parameters(10, 2, 3));
    assertThat(engine.accept(1, 1, 1, 1)).isFalse();
    assertThat(engine.accept(2, 1, 1, 1)).isFalse();
    assertThat(engine.accept(3, 1, 1, 1)).as("third, but nothing closed").isFalse();
    assertThat(engine.accept(4, 1, 1, 10)).as("closed, but the fourth").isFalse();
    assertThat(engine.accept(5, 1, 1, 1)).isFalse();
    assertThat(engine.accept(6, 1, 1, 1)).as("sixth").isTrue();
  }

  @Test
  void anUnbalancedWindowIsForgottenExactly() {
    var engine = new VpinEngine(parameters(1, 7, 1));
    var random = new SplittableRandom(1);
    for (int i = 0; i < 1_000_000; i++) {
      engine.accept(i, random.nextInt(3) - 1, 1, random.nextDouble() * 2);
    }
    for (int i = 0; i < 8; i++) {
      engine.accept(i, 0, 1, 1);
    }
    assertThat(engine.reading().vpin()).as("seven balanced buckets").isEqualTo(0.0);
    for (int i = 0; i < 8; i++) {
      engine.accept(i, -1, 1, 1);
    }
    assertThat(engine.reading().vpin()).as("seven one-sided buckets").isEqualTo(1.0);
  }

  @Test
  void oneTradeOfManyBucketsEqualsAsManyTradesOfOne() {
    var giant = new VpinEngine(parameters(1, 50, 1));
    var small = new VpinEngine(parameters(1, 50, 1));
    for (var engine : List.of(giant, small)) {
      for (int i = 0; i < 60; i++) {
        engine.accept(i, i % 2, 1, 1);
      }
    }
    giant.accept(1, -1, 1, 5_000);
    for (int i = 0; i < 5_000; i++) {
      small.accept(1, -1, 1, 1);
    }
    assertThat(giant.reading()).isEqualTo(small.reading());
    assertThat(giant.closedBuckets()).isEqualTo(small.closedBuckets()).isEqualTo(5_060);
  }

  @Test
  void aTradeOfATrillionBucketsIsTakenAndOneBeyondCountingIsNot() {
    var engine = new VpinEngine(parameters(1, 50, 1));
    assertThat(engine.holds(1e12)).isTrue();
    assertThat(engine.accept(1, 1, 1, 1e12)).isTrue();
    assertThat(engine.closedBuckets()).isEqualTo(1_000_000_000_000L);
    assertThat(engine.reading().vpin()).isEqualTo(1.0);
    assertThat(engine.holds(1e300)).isFalse();
  }

  @Test
  void percentileIsTheMidRankInTheBoundedHistory() {
    var parameters =
        new VpinParameters(10, 1, 1, VolumeUnit.QUOTE, ClassifierKind.HALF, 4); // history of 4
    var engine = new VpinEngine(parameters);
    double[] bought = {10, 9, 8, 7, 6, 6}; // VPIN 1, .8, .6, .4, .2, .2
    double[] percentiles = {0.5, 0.25, 1 / 6.0, 0.125, 0.125, 0.25};
    for (int i = 0; i < bought.length; i++) {
      engine.accept(i, 1, 1, bought[i]);
      if (bought[i] < 10) {
        engine.accept(i, -1, 1, 10 - bought[i]);
      }
      assertThat(engine.reading().percentile()).isCloseTo(percentiles[i], within(1e-15));
    }
  }

  @Test
  void changedParametersStartBucketsAnewInTheNextEpoch() {
    var engine = new VpinEngine(parameters(10, 2, 1));
    engine.accept(1, 1, 1, 25);
    engine.reading();
    var changed = engine.under(parameters(20, 2, 1));
    assertThat(changed.epoch()).isEqualTo(1);
    assertThat(changed.closedBuckets()).isZero();
    assertThat(changed.openVolume()).isZero();
    assertThat(changed.trades()).isEqualTo(1);
    changed.accept(2, -1, 1, 20);
    assertThat(changed.reading().sequence()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void savingAndRestoringAnywhereChangesNoBit(long seed) {
    System.out.println("seed " + seed);
    var random = new SplittableRandom(seed);
    var parameters =
        new VpinParameters(
            random.nextDouble(1, 100),
            random.nextInt(1, 30),
            random.nextInt(1, 5),
            VolumeUnit.QUOTE,
            ClassifierKind.TICK,
            random.nextInt(1, 5));
    var undisturbed = new VpinEngine(parameters);
    var restored = new VpinEngine(parameters);
    for (int i = 0; i < 20_000; i++) {
      int direction = random.nextInt(3) - 1;
      double price = 100 + random.nextInt(10) / 10.0;
      double volume = Math.exp(random.nextGaussian() * 2);
      if (undisturbed.accept(i, direction, price, volume)) {
        assertThat(restored.accept(i, direction, price, volume)).isTrue();
        assertThat(restored.reading()).isEqualTo(undisturbed.reading());
      } else {
        assertThat(restored.accept(i, direction, price, volume)).isFalse();
      }
      if (random.nextInt(50) == 0) {
        restored = VpinEngine.restore(parameters, restored.saveOpen(), restored.saveWindow());
      }
    }
    assertThat(undisturbed.readings()).isPositive();
  }
}
