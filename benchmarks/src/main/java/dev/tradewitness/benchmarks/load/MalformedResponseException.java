package dev.tradewitness.benchmarks.load;

import java.io.IOException;

/// A server sent what is no HTTP/1.1 response.
public final class MalformedResponseException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedResponseException(String message) {
    super(message);
  }
}
