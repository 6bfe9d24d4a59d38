package dev.tradewitness.capture.decode.foreign;

/// A message that is no event, however often it is delivered.
public final class MessageRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;

  /// @param reason stable, in capitals
  public MessageRefusedException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /// @param reason stable, in capitals
  public MessageRefusedException(String reason, Throwable cause) {
    super(cause.toString(), cause);
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }
}
