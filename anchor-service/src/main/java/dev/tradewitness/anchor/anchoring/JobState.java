package dev.tradewitness.anchor.anchoring;

/// The states of an anchor job; a failed one is tried again, and never given up.
public enum JobState {
  /// Not tried yet.
  PENDING,
  /// A request is on its way; its nonce is stored.
  SUBMITTED,
  /// The answer passed every check and is stored as received.
  CONFIRMED,
  /// The last attempt failed; another one has its time.
  FAILED
}
