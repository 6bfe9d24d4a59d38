package dev.tradewitness.authorize.decision;

import dev.tradewitness.authorize.order.JsonText;

/// The limits, trading states and instruments a decision was made under.
///
/// @param revision number of the newest control record that was in force
/// @param digest hex SHA-256 of that record, which names the digest of the record before it
public record ControlsRef(long revision, String digest) {

  /// Writes the members `revision` and `digest`.
  public JsonText write(JsonText json) {
    return json.put("revision", revision).put("digest", digest);
  }
}
