package dev.tradewitness.anchor.checkpoint;

import org.jspecify.annotations.Nullable;

/// Signing was refused because it would contradict what was signed before. Nothing of it was
/// stored; a person has to look.
public final class CheckpointRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// A contradiction within a log.
  record Found(int logNo, SigningStop stop) {}

  private final transient @Nullable Found found;

  CheckpointRefusedException(String message) {
    this(message, null);
  }

  CheckpointRefusedException(String message, @Nullable Found found) {
    super(message);
    this.found = found;
  }

  /// Null when the log is stopped already, or when it is this instance that must not sign.
  @Nullable Found found() {
    return found;
  }
}
