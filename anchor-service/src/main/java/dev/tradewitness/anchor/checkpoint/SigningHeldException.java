package dev.tradewitness.anchor.checkpoint;

import dev.tradewitness.anchor.schedule.AwayException;

/// Nothing is signed yet: what was published before this start could not be compared so far.
public final class SigningHeldException extends AwayException {

  private static final long serialVersionUID = 1L;

  SigningHeldException() {
    super(
        "nothing is signed before what was published is compared with what is stored",
        new IllegalStateException("not compared yet"));
  }
}
