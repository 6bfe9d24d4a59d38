package dev.tradewitness.anchor.anchoring;

/// Who runs a target.
public enum Trust {
  /// Somebody else.
  EXTERNAL,
  /// The operator of this log: proves the format and the order, not the independence.
  LOCAL
}
