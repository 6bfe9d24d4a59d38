package dev.tradewitness.authorize.decision;

import dev.tradewitness.common.canonical.JsonObject;

/// The policy a decision was made under.
///
/// @param digest hex SHA-256 over RFC 8785 of the policy's document
public record PolicyRef(String version, String digest) {

  public JsonObject json() {
    return JsonObject.builder().put("version", version).put("digest", digest).build();
  }
}
