package dev.tradewitness.anchor.capture;

/// Capture's answer contradicts itself: a document that does not hash to what is said of it, a
/// sequence out of its place. Nothing of it is used.
public class CaptureContradictionException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CaptureContradictionException(String message) {
    super(message);
  }
}
