package dev.tradewitness.authorize.control;

/// What a list says about one symbol of one account.
public enum Permission {
  /// An account that has any of these trades in no other symbol.
  ALLOWED,
  /// Stands over every other list.
  DENIED
}
