package dev.tradewitness.evidence.timestamp;

/// Bytes that are no time-stamp response of RFC 3161; the message says why.
public final class TimeStampRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  public TimeStampRefusedException(String message) {
    super(message);
  }
}
