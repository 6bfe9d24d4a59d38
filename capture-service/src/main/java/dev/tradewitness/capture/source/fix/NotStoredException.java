package dev.tradewitness.capture.source.fix;

/// A message is not durable: its session must not count it as received.
final class NotStoredException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotStoredException(String reason) {
    super(reason);
  }
}
