package dev.tradewitness.anchor.log;

/// Whether a log takes what Kafka brings.
public enum LogState {
  /// Takes the next sequence.
  OPEN,
  /// The next sequence came without a seal of capture that holds; it is in once it came with one,
  /// or once capture itself has given it out.
  UNCONFIRMED,
  /// A sequence is missing; later ones are not taken until it is in.
  GAP,
  /// Messages name this stream, capture has not: the log is empty and takes nothing.
  UNKNOWN,
  /// A message of this stream could not be read; nothing is taken from Kafka until the range has
  /// come from capture.
  MALFORMED,
  /// Two contents claim one sequence; nothing is taken until capture has said which is right.
  CONFLICT,
  /// Holds more than capture knows: capture's store is older than this log. Nothing is taken until
  /// capture has caught up with the same content.
  AHEAD;

  /// True when messages from Kafka are not taken at all.
  public boolean isStopped() {
    return switch (this) {
      case UNKNOWN, MALFORMED, CONFLICT, AHEAD -> true;
      case OPEN, UNCONFIRMED, GAP -> false;
    };
  }
}
