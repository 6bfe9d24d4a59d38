package dev.tradewitness.anchor.batch;

/// A closed batch's way to its anchor.
public enum BatchStatus {
  /// No anchor is confirmed yet.
  PENDING,
  /// At least one anchor is confirmed.
  ANCHORED,
  /// Fixed by the protocol; not used here, since a batch is never given up.
  FAILED
}
