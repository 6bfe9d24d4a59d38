package dev.tradewitness.anchor.schedule;

/// Somebody else does not answer: expected now and then, told without a stack trace, tried again.
public abstract class AwayException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  protected AwayException(String message, Throwable cause) {
    super(message, cause);
  }
}
