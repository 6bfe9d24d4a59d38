package dev.tradewitness.authorize.admin;

/// What became of a change of controls.
public sealed interface Change<T> {

  /// Stored, and every decision from now on is judged by it.
  record InForce<T>(T entry) implements Change<T> {}

  /// Nothing was changed: who owns the lanes could not be told in time.
  record Unavailable<T>() implements Change<T> {}

  /// Nothing was changed: another instance decides.
  record NotOwner<T>() implements Change<T> {}
}
