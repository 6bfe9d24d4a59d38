package dev.tradewitness.anchor.checkpoint;

/// Signing was refused because it would contradict what was signed before. Nothing of it was
/// stored; a person has to look.
public final class CheckpointRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CheckpointRefusedException(String message) {
    super(message);
  }
}
