package dev.tradewitness.benchmarks.impact;

import java.util.Arrays;
import java.util.SplittableRandom;

/// A median, and the interval that holds the true one in 95 of 100 runs, by percentile bootstrap.
///
/// @param values that it was taken of
record Estimate(double median, double low, double high, int values) {
  static final int RESAMPLES = 10_000;
  private static final double TAIL = 0.025;

  /// The same for the same values and seed.
  static Estimate of(double[] values, long seed) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no value, no median");
    }
    var random = new SplittableRandom(seed);
    var medians = new double[RESAMPLES];
    var resample = new double[values.length];
    for (int i = 0; i < RESAMPLES; i++) {
      for (int j = 0; j < resample.length; j++) {
        resample[j] = values[random.nextInt(values.length)];
      }
      medians[i] = median(resample);
    }
    Arrays.sort(medians);
    return new Estimate(
        median(values.clone()), at(medians, TAIL), at(medians, 1 - TAIL), values.length);
  }

  /// Half of the interval's width.
  double plusMinus() {
    return (high - low) / 2;
  }

  private static double at(double[] sorted, double share) {
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int half = values.length / 2;
    return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
  }
}
