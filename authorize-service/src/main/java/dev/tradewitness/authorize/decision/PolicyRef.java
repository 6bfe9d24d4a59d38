package dev.tradewitness.authorize.decision;

import dev.tradewitness.authorize.order.JsonText;

/// The policy a decision was made under.
///
/// @param digest hex SHA-256 over RFC 8785 of the policy's document
public record PolicyRef(String version, String digest) {

  /// Writes the members `version` and `digest`.
  public JsonText write(JsonText json) {
    return json.put("version", version).put("digest", digest);
  }
}
