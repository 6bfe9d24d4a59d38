package dev.tradewitness.vpin.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeBucketTest {

  private final List<Double> imbalances = new ArrayList<>();
  private long closed;

  private final ClosedBuckets closing =
      (imbalance, times) -> {
        closed += times;
        imbalances.add(imbalance);
      };

  @Test
  void aTradeThatFitsLeavesTheBucketOpen() {
    var bucket = new VolumeBucket(10);
    bucket.fill(9.99, 1, closing);
    assertThat(closed).isZero();
    assertThat(bucket.filled()).isEqualTo(9.99);
  }

  @Test
  void aTradeLargerThanTheBucketFillsSeveralAndCarriesTheRest() {
    var bucket = new VolumeBucket(10);
    bucket.fill(4, 0, closing);
    bucket.fill(33, 1, closing);
    assertThat(closed).isEqualTo(3);
    assertThat(imbalances).as("4 sold + 6 bought, then two of 10 bought").containsExactly(0.2, 1.0);
    assertThat(bucket.filled()).isEqualTo(7);
  }

  @Test
  void aTradeThatFillsExactlyClosesAndLeavesNothing() {
    var bucket = new VolumeBucket(10);
    bucket.fill(5, 1, closing);
    bucket.fill(5, 0, closing);
    assertThat(imbalances).containsExactly(0.0);
    assertThat(bucket.filled()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.7", "0.1", "0.3", "1.1", "33.33", "0.00000001"})
  void tenEqualTradesFillABucketOfTenTimesTheirSizeAsOnPaper(String size) {
    double volume = new BigDecimal(size).scaleByPowerOfTen(1).doubleValue();
    var bucket = new VolumeBucket(volume);
    for (int i = 0; i < 1000; i++) {
      bucket.fill(Double.parseDouble(size), 1, closing);
    }
    assertThat(closed).isEqualTo(100);
    assertThat(bucket.filled()).isZero();
    assertThat(imbalances).allMatch(imbalance -> imbalance == 1);
  }

  @Test
  void dustIsNeverDropped() {
    var bucket = new VolumeBucket(1);
    bucket.fill(0.5, 1, closing);
    for (int i = 0; i < 1_000_000; i++) {
      bucket.fill(1e-17, 0, closing);
    }
    assertThat(bucket.filled()).isCloseTo(0.5 + 1e-11, within(1e-15));
  }

  @Test
  void aTradeWorthATrillionBucketsIsOneCall() {
    var bucket = new VolumeBucket(0.1);
    bucket.fill(0.05, 0.5, closing);
    bucket.fill(1e11, 0, closing);
    assertThat(closed).isEqualTo(1_000_000_000_000L);
    assertThat(imbalances).hasSize(2);
    // 1e11 has steps of 1.5e-5; the 0.05 that is left is off by one of them at most.
    assertThat(bucket.filled()).isCloseTo(0.05, within(2e-5));
  }

  @Test
  void aRemainderThatIsAWholeBucketOnPaperClosesIt() {
    var bucket = new VolumeBucket(0.1);
    bucket.fill(1000000.3, 1, closing);
    assertThat(closed).isEqualTo(10_000_003);
    assertThat(bucket.filled()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void volumeIsConserved(long seed) {
    System.out.println("seed " + seed);
    var random = new SplittableRandom(seed);
    double volume = Math.exp(random.nextDouble(-5, 12));
    var bucket = new VolumeBucket(volume);
    var total = BigDecimal.ZERO;
    for (int i = 0; i < 20_000; i++) {
      double trade = volume * Math.exp(random.nextGaussian() * 3 - 1);
      bucket.fill(trade, random.nextInt(3) / 2.0, closing);
      total = total.add(new BigDecimal(trade));
    }
    var held =
        new BigDecimal(volume)
            .multiply(BigDecimal.valueOf(closed))
            .add(new BigDecimal(bucket.filled()));
    assertThat(held.subtract(total).abs().doubleValue() / total.doubleValue()).isLessThan(1e-12);
    assertThat(bucket.filled()).isBetween(0.0, volume);
    assertThat(imbalances).allMatch(imbalance -> imbalance >= 0 && imbalance <= 1);
  }

  @Test
  void aSavedBucketGoesOnWhereItStopped() {
    var bucket = new VolumeBucket(10);
    bucket.fill(3.3, 1, closing);
    bucket.fill(4.4, 0.5, closing);
    var saved = ByteBuffer.allocate(40);
    bucket.save(saved);
    var restored = VolumeBucket.restore(10, saved.flip());
    restored.fill(2.3, 0, closing);
    bucket.fill(2.3, 0, closing);
    assertThat(imbalances).hasSize(2);
    assertThat(imbalances.get(0)).isEqualTo(imbalances.get(1));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aBucketWithoutVolumeIsRefused(double volume) {
    assertThatThrownBy(() -> new VolumeBucket(volume)).isInstanceOf(IllegalArgumentException.class);
  }
}
