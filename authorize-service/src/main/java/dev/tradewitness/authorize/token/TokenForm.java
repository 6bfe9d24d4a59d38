package dev.tradewitness.authorize.token;

/// How a decision token is written.
public enum TokenForm {
  /// A JSON object with its signature as a member.
  OBJECT,
  /// The same claims as a compact JWS with HS256.
  JWS,
  /// Version 1, where the settings allow it.
  V1
}
