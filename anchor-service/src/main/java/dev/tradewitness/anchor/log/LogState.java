package dev.tradewitness.anchor.log;

/// Whether a log takes what Kafka brings.
public enum LogState {
  /// Takes the next sequence.
  OPEN,
  /// A sequence is missing; later ones are not taken until it is in.
  GAP,
  /// A message of this stream could not be read; nothing is taken from Kafka until the range has
  /// come from capture.
  MALFORMED,
  /// Two contents claim one sequence; nothing is taken until capture has said which is right.
  CONFLICT,
  /// Holds more than capture knows: capture's store is older than this log.
  AHEAD;

  /// True when messages from Kafka are not taken at all.
  public boolean isStopped() {
    return switch (this) {
      case MALFORMED, CONFLICT, AHEAD -> true;
      case OPEN, GAP -> false;
    };
  }
}
