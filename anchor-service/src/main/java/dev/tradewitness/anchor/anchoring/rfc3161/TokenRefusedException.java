package dev.tradewitness.anchor.anchoring.rfc3161;

/// A time-stamp that does not count; the message names the check.
final class TokenRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  TokenRefusedException(String message) {
    super(message);
  }

  TokenRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
