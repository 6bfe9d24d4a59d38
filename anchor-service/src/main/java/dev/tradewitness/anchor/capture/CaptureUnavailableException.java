package dev.tradewitness.anchor.capture;

import dev.tradewitness.anchor.schedule.AwayException;

/// Capture gave no usable answer, after retries or because it gave none lately.
public final class CaptureUnavailableException extends AwayException {

  private static final long serialVersionUID = 1L;

  CaptureUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
