package dev.tradewitness.verifier.trust;

/// What a time-stamp's signature is worth.
public sealed interface Standing {

  /// It holds.
  ///
  /// @param reach never NONE
  record Holds(Reach reach) implements Standing {}

  /// It does not.
  record Refused(String fault) implements Standing {}
}
