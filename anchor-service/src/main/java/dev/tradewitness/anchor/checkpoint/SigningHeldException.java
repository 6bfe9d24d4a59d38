package dev.tradewitness.anchor.checkpoint;

import dev.tradewitness.anchor.schedule.AwayException;

/// Nothing is signed yet: what was published before could not be compared so far with this
/// database.
public final class SigningHeldException extends AwayException {

  private static final long serialVersionUID = 1L;

  SigningHeldException(String message) {
    super(message, new IllegalStateException("not compared yet"));
  }
}
