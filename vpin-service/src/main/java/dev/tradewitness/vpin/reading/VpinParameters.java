package dev.tradewitness.vpin.reading;

import dev.tradewitness.vpin.classify.ClassifierKind;

/// What a pair's VPIN is computed with. Constructed means valid.
///
/// @param bucketSize volume of one bucket, V, in `unit`
/// @param numBuckets closed buckets in the window, n
/// @param emitInterval a reading is due after every so many accepted trades of the pair
/// @param historyWindows the percentile ranks among the last `historyWindows` × n VPIN values
public record VpinParameters(
    double bucketSize,
    int numBuckets,
    int emitInterval,
    VolumeUnit unit,
    ClassifierKind classifier,
    int historyWindows) {

  public static final double BUCKET_SIZE_MIN = 1e-9;
  public static final double BUCKET_SIZE_MAX = 1e15;
  public static final int NUM_BUCKETS_MAX = 10_000;
  public static final int EMIT_INTERVAL_MAX = 1_000_000_000;
  public static final int HISTORY_WINDOWS_MAX = 1_000;
  public static final int HISTORY_VALUES_MAX = 100_000;

  public VpinParameters {
    if (!(bucketSize >= BUCKET_SIZE_MIN && bucketSize <= BUCKET_SIZE_MAX)) {
      throw new IllegalArgumentException(
          "bucket size must lie in %s .. %s, got %s"
              .formatted(BUCKET_SIZE_MIN, BUCKET_SIZE_MAX, bucketSize));
    }
    within("number of buckets", numBuckets, NUM_BUCKETS_MAX);
    within("emit interval", emitInterval, EMIT_INTERVAL_MAX);
    within("history windows", historyWindows, HISTORY_WINDOWS_MAX);
    if (Math.multiplyExact(numBuckets, historyWindows) > HISTORY_VALUES_MAX) {
      throw new IllegalArgumentException(
          "number of buckets x history windows must not exceed %d, got %d x %d"
              .formatted(HISTORY_VALUES_MAX, numBuckets, historyWindows));
    }
  }

  /// Buckets that must have closed before the first reading.
  public int warmUpBuckets() {
    return Math.max(1, numBuckets / 2);
  }

  /// VPIN values that the percentile ranks among.
  public int historyValues() {
    return numBuckets * historyWindows;
  }

  private static void within(String what, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(
          "%s must lie in 1 .. %d, got %d".formatted(what, max, value));
    }
  }
}
