package dev.tradewitness.launcher.stack;

/// The stack cannot be brought up as asked; the message says why and what to do.
public final class StackException extends Exception {
  private static final long serialVersionUID = 1L;

  public StackException(String message) {
    super(message);
  }
}
