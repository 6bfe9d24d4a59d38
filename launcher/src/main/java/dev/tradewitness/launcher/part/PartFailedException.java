package dev.tradewitness.launcher.part;

import java.util.List;

/// A part could not be started or did not answer; carries the last lines of its log.
public final class PartFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> logTail;

  public PartFailedException(String message) {
    this(message, List.of());
  }

  public PartFailedException(String message, Throwable cause) {
    super(message + ": " + cause, cause);
    this.logTail = List.of();
  }

  public PartFailedException(String message, List<String> logTail) {
    super(message);
    this.logTail = List.copyOf(logTail);
  }

  public List<String> logTail() {
    return logTail;
  }
}
