package dev.tradewitness.authorize.token;

import dev.tradewitness.authorize.order.JsonText;

/// A decision's token with its signature, in one of the forms.
public sealed interface SignedToken permits DecisionToken, JwsToken, LegacyToken {

  /// Writes the token as a member.
  JsonText writeAs(String name, JsonText json);
}
