package dev.tradewitness.anchor.checkpoint;

import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.merkle.NoteKey;
import dev.tradewitness.kit.signing.Ed25519Signer;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/// The key that signs now and the public halves of all that ever did. A new seed becomes a new key
/// at start; the one before it is retired, never removed.
public final class KeyRing {

  private static final Logger log = LoggerFactory.getLogger(KeyRing.class);

  private final Ed25519Signer signer;
  private final SigningKeys keys;
  private final String host;

  private KeyRing(Ed25519Signer signer, SigningKeys keys, String host) {
    this.signer = signer;
    this.keys = keys;
    this.host = host;
  }

  /// Registers the signer's key.
  ///
  /// @throws IllegalStateException when the key was retired before
  static KeyRing open(
      Ed25519Signer signer,
      SigningKeys keys,
      String host,
      TransactionOperations transactions,
      Instant now) {
    transactions.executeWithoutResult(status -> register(signer, keys, now));
    return new KeyRing(signer, keys, host);
  }

  private static void register(Ed25519Signer signer, SigningKeys keys, Instant now) {
    String keyId = signer.publicKey().keyId();
    SigningKey known = keys.findById(keyId).orElse(null);
    if (known != null) {
      if (known.notAfter() != null) {
        throw new IllegalStateException(
            "the checkpoint key %s was retired at %s; it must not sign again"
                .formatted(keyId, known.notAfter()));
      }
      return;
    }
    for (SigningKey earlier : keys.findAll()) {
      if (earlier.notAfter() == null) {
        earlier.retire(now);
        // Now: Hibernate would insert the new key first, and one key alone may be current.
        keys.saveAndFlush(earlier);
        log.atInfo()
            .addKeyValue("retired", earlier.keyId())
            .addKeyValue("current", keyId)
            .log("checkpoint key changed");
      }
    }
    keys.save(new SigningKey(signer.publicKey(), now));
  }

  public byte[] sign(byte[] message) {
    return signer.sign(message);
  }

  public String currentKeyId() {
    return signer.publicKey().keyId();
  }

  /// A log's name: the origin line of its checkpoints and the name of its note key.
  public String origin(PolicyId policyId) {
    return host + "/" + policyId;
  }

  public String host() {
    return host;
  }

  NoteKey noteKey(PolicyId policyId) {
    return new NoteKey(origin(policyId), signer.publicKey());
  }

  /// Every key ever used, oldest first.
  public List<SigningKey> all() {
    return keys.findAllByOrderByNotBeforeAscKeyIdAsc();
  }
}
