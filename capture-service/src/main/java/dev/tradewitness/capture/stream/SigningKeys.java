package dev.tradewitness.capture.stream;

import dev.tradewitness.common.crypto.Ed25519PublicKey;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// The public keys of all event signatures ever made here: they stay available as long as the
/// events do.
public class SigningKeys {

  private final SigningKeyRepository keys;
  private final InstantSource time;

  SigningKeys(SigningKeyRepository keys, InstantSource time) {
    this.keys = keys;
    this.time = time;
  }

  /// Called before the first signature with a key is made. Taking a key again changes nothing.
  void register(Ed25519PublicKey key) {
    if (!keys.existsById(key.keyId())) {
      keys.save(
          new SigningKey(key.keyId(), key.bytes(), time.instant().truncatedTo(ChronoUnit.MICROS)));
    }
  }

  /// Oldest first.
  public List<SigningKey> all() {
    return keys.findAllByOrderByNotBeforeAscKeyIdAsc();
  }
}
