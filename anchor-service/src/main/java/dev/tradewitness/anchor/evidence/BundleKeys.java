package dev.tradewitness.anchor.evidence;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.merkle.NoteKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The keys that a bundle's signatures need, and no other: a key that comes or ends later must not
/// change the bytes. For the same reason a key's end is left out; whoever checks has it from the
/// owner. Not for sharing between threads.
final class BundleKeys {

  /// Of a key's members those that stay as they are.
  private static final List<String> LASTING =
      List.of("kty", "crv", "x", "kid", "use", "purpose", "not_before");

  private final Set<String> used = new HashSet<>();

  /// Notes that a key signed something in the bundle.
  ///
  /// @param keyId null for what is not signed
  void use(@Nullable String keyId) {
    if (keyId != null) {
      used.add(keyId);
    }
  }

  /// The members `keys` and `note_keys` of `keys.json`.
  JsonObject.Builder members(KeyDirectory all, PolicyId policyId) {
    return JsonObject.builder()
        .put(
            "keys",
            JsonArray.of(
                Stream.concat(lasting(all.eventKeys()), lasting(all.checkpointKeys())).toList()))
        .put(
            "note_keys",
            JsonArray.ofStrings(
                all.noteKeys(policyId).stream()
                    .filter(text -> used.contains(NoteKey.parse(text).key().keyId()))
                    .toList()));
  }

  private Stream<JsonValue> lasting(List<JsonValue> keys) {
    return keys.stream()
        .map(JsonObject.class::cast)
        .filter(key -> used.contains(String.valueOf(key.string("kid"))))
        .map(key -> key.only(LASTING));
  }
}
