package dev.tradewitness.authorize.ownership;

/// Follows the ownership of the lanes. Called on the keeper's thread, one call at a time.
public interface OwnershipListener {

  /// The lanes are held under a new epoch and not open yet. What was read under an earlier epoch
  /// may be outdated: read it again.
  ///
  /// @throws RuntimeException when it cannot be read; the lanes stay closed and are taken again
  default void taken() {}

  /// The lanes are open.
  default void opened() {}

  /// The lanes are not held any more.
  default void lost() {}
}
