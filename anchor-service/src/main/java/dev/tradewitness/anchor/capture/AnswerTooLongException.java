package dev.tradewitness.anchor.capture;

/// Capture's answer has more bytes than are read at once.
final class AnswerTooLongException extends CaptureContradictionException {

  private static final long serialVersionUID = 1L;

  AnswerTooLongException(int bytesMax) {
    super("capture's answer is longer than " + bytesMax + " bytes");
  }
}
