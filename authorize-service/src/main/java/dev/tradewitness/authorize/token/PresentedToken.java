package dev.tradewitness.authorize.token;

import dev.tradewitness.common.canonical.JsonObject;

/// A token as somebody shows it. Nothing about it is known to be true.
public sealed interface PresentedToken {

  /// A JSON object.
  record InObject(JsonObject members) implements PresentedToken {}

  /// A compact JWS.
  record InJws(String text) implements PresentedToken {}
}
