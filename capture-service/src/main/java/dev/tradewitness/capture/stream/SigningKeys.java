package dev.tradewitness.capture.stream;

import dev.tradewitness.common.crypto.Ed25519PublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// The public keys of all event signatures ever made here: they stay available as long as the
/// events do.
public class SigningKeys {

  private final SigningKeyRepository keys;
  private final InstantSource time;

  SigningKeys(SigningKeyRepository keys, InstantSource time) {
    this.keys = keys;
    this.time = time;
  }

  /// Called before the first signature with a key is made. Taking a key again changes nothing,
  /// unless it begins in the future: the clock was set back since it was taken, and what it signs
  /// now must not be older than the key.
  void register(Ed25519PublicKey key) {
    Instant now = time.instant().truncatedTo(ChronoUnit.MICROS);
    Optional<SigningKey> known = keys.findById(key.keyId());
    if (known.isEmpty()) {
      keys.save(new SigningKey(key.keyId(), key.bytes(), now));
    } else if (known.get().notBefore().isAfter(now)) {
      known.get().beganAt(now);
      keys.save(known.get());
    }
  }

  /// Oldest first.
  public List<SigningKey> all() {
    return keys.findAllByOrderByNotBeforeAscKeyIdAsc();
  }
}
