package dev.tradewitness.verifier.trust;

/// How independent of the log's operator a witness is, in the eyes of whoever checks.
public enum Reach {
  /// No anchor that holds.
  NONE,
  /// It holds under certificates of the bundle itself: anybody can make such.
  UNKNOWN,
  /// The operator of the log runs it himself.
  LOCAL,
  /// Somebody else's.
  EXTERNAL
}
