package dev.tradewitness.anchor.settle;

/// What a person can decide about a log that does not go on by itself.
public enum SettleAction {
  /// The log goes on with the leaves it has, whatever capture or a message has in their place: in
  /// `CONFLICT` and `AHEAD` they stand for good, in `MALFORMED` what is missing becomes a gap.
  ACCEPT,
  /// The log is signed again although a batch that was published is not stored. Only possible once
  /// the log has the very leaves that were signed then, so that no checkpoint contradicts another.
  SIGN,
  /// The empty log of a stream that capture does not know is removed.
  FORGET
}
