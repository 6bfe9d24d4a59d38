package dev.tradewitness.verifier.evidence;

/// One thing that is not as it must be.
///
/// @param where member, event or batch; empty for the bundle as a whole
/// @param message what was expected and the value that was found
public record Finding(String where, String message) {

  @Override
  public String toString() {
    return where.isEmpty() ? message : where + ": " + message;
  }
}
