package dev.tradewitness.capture.source.kafka;

/// Messages cannot be stored now; they are to be delivered again.
final class NotStoredException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotStoredException(String reason) {
    super(reason, null, false, false);
  }
}
