package dev.tradewitness.authorize.control;

/// Whether orders may pass at all, from the least to the most restrictive.
public enum TradingState {
  ACTIVE,
  /// Only orders that bring a position nearer to zero.
  REDUCE_ONLY,
  HALTED;

  public boolean isStricterThan(TradingState other) {
    return compareTo(other) > 0;
  }

  /// The more restrictive of two.
  public static TradingState strictest(TradingState one, TradingState other) {
    return one.isStricterThan(other) ? one : other;
  }
}
