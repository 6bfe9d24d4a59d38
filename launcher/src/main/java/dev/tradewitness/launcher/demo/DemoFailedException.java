package dev.tradewitness.launcher.demo;

/// Something that the demo waited for did not come out, or came out wrong.
public final class DemoFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  public DemoFailedException(String message) {
    super(message);
  }

  public DemoFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
