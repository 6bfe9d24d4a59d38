package dev.tradewitness.anchor.evidence;

/// No bundle can be made of what was asked for.
public final class EvidenceRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  /// Why not.
  public enum Reason {
    /// There is no such event or range.
    NOT_FOUND,
    /// Some of it is in no closed batch yet.
    NOT_CLOSED,
    /// More than one bundle may hold.
    TOO_MUCH,
    /// Capture's document is not what the log has: a person has to look.
    CONTRADICTION,
    /// As many bundles as may be are being made.
    BUSY
  }

  private final Reason reason;

  EvidenceRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
