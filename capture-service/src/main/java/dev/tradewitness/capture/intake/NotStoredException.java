package dev.tradewitness.capture.intake;

/// Something is not durable now: its door must not count it as received, and it has to come again.
public final class NotStoredException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NotStoredException(String reason) {
    super(reason, null, true, false);
  }
}
