package dev.tradewitness.capture.sources;

/// Something outside this service keeps a door from being opened, and may be gone later.
public final class DoorBlockedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String reason;

  /// @param reason as of [SourceTroubles.Trouble]
  public DoorBlockedException(String reason, Exception cause) {
    super(reason + ": " + cause.getMessage(), cause);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
