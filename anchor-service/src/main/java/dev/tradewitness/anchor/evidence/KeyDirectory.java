package dev.tradewitness.anchor.evidence;

import dev.tradewitness.anchor.capture.CaptureClient;
import dev.tradewitness.anchor.capture.CaptureContradictionException;
import dev.tradewitness.anchor.capture.CaptureUnavailableException;
import dev.tradewitness.anchor.checkpoint.KeyRing;
import dev.tradewitness.anchor.checkpoint.SigningKey;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.merkle.NoteKey;
import dev.tradewitness.common.wire.Rfc3339;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All public keys: those that sign checkpoints here and those that sign events in capture.
public final class KeyDirectory {

  private final KeyRing ring;
  private final CaptureClient capture;

  KeyDirectory(KeyRing ring, CaptureClient capture) {
    this.ring = ring;
    this.capture = capture;
  }

  /// JWKs of checkpoint keys, oldest first.
  public List<JsonValue> checkpointKeys() {
    return ring.all().stream().map(KeyDirectory::jwk).toList();
  }

  /// JWKs of event keys as capture gives them, by key id.
  ///
  /// @throws CaptureUnavailableException when capture does not answer
  /// @throws CaptureContradictionException when its answer cannot be read
  public List<JsonValue> eventKeys() {
    return capture.keys().stream()
        .sorted(Comparator.comparing(KeyDirectory::keyId))
        .<JsonValue>map(key -> key)
        .toList();
  }

  private static String keyId(JsonObject jwk) {
    String kid = jwk.string("kid");
    return kid == null ? "" : kid;
  }

  /// C2SP verifier keys of a stream's log, oldest first.
  public List<String> noteKeys(PolicyId policyId) {
    var keys = new ArrayList<String>();
    for (SigningKey key : ring.all()) {
      keys.add(new NoteKey(ring.origin(policyId), key.publicKey()).verifierKey());
    }
    return keys;
  }

  private static JsonValue jwk(SigningKey key) {
    return JsonObject.builder()
        .put("kty", "OKP")
        .put("crv", "Ed25519")
        .put("x", key.publicKey().jwkX())
        .put("kid", key.keyId())
        .put("use", "sig")
        .put("purpose", "checkpoint")
        .put("not_before", Rfc3339.text(key.notBefore()))
        .putOrNull("not_after", text(key.notAfter()))
        .build();
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : Rfc3339.text(instant);
  }
}
