package dev.tradewitness.vpin.bucket;

/// Takes the buckets that closed, in order.
@FunctionalInterface
public interface ClosedBuckets {

  /// `times` buckets closed one after the other, each with the same imbalance.
  ///
  /// @param imbalance |bought - sold| / bucket volume, 0 to 1
  /// @param times how many, at least 1; more than 1 only for the buckets inside one large trade
  void closed(double imbalance, long times);
}
