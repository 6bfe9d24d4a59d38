package dev.tradewitness.authorize.token;

import dev.tradewitness.authorize.order.JsonText;
import dev.tradewitness.common.canonical.JsonObject;

/// A token of version 1; see [LegacyTokens].
record LegacyToken(JsonObject json) implements SignedToken {

  @Override
  public JsonText writeAs(String name, JsonText text) {
    return text.raw(name, json.toString());
  }

  @Override
  public String toString() {
    return "LegacyToken";
  }
}
