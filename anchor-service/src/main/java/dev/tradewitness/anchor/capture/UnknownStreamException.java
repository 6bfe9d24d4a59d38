package dev.tradewitness.anchor.capture;

/// Capture answers, and has no such stream: no event of it is to be had.
final class UnknownStreamException extends CaptureContradictionException {

  private static final long serialVersionUID = 1L;

  UnknownStreamException() {
    super("capture has no such stream");
  }
}
