package dev.tradewitness.anchor.log;

import java.time.Instant;

/// A log's state and why it is in it.
///
/// @param detail one sentence, empty when open
/// @param awaitedTo the highest sequence known to exist but not in, or -1
/// @param conflictSequence the sequence that two contents claim, or -1
public record Standing(
    LogState state, String detail, Instant since, long awaitedTo, long conflictSequence) {

  static Standing open(Instant since) {
    return new Standing(LogState.OPEN, "", since, -1, -1);
  }
}
