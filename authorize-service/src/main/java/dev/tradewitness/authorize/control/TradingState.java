package dev.tradewitness.authorize.control;

/// Whether orders may pass at all.
public enum TradingState {
  ACTIVE,
  /// Only orders that bring a position nearer to zero.
  REDUCE_ONLY,
  HALTED
}
