package dev.tradewitness.anchor.checkpoint;

import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.kit.signing.Ed25519Signer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// The key that signs now and the public halves of all that ever did. A key becomes current only
/// when it is the first of all, or when a setting names it; the one before it is then retired,
/// never removed, and never signs again.
public final class KeyRing {

  private static final Logger log = LoggerFactory.getLogger(KeyRing.class);
  private static final String SETTING = "tradewitness.anchor.signing.current-key-id";

  private final Ed25519Signer signer;
  private final String keyId;
  private final KeyRegistry registry;
  private final String host;

  private KeyRing(Ed25519Signer signer, KeyRegistry registry, String host) {
    this.signer = signer;
    this.keyId = signer.publicKey().keyId();
    this.registry = registry;
    this.host = host;
  }

  /// Registers the signer's key, and makes it current when `named` says so.
  ///
  /// @param named the key id that is to be current, or null to leave that as it is
  /// @throws IllegalStateException unless the signer's key is current afterwards
  static KeyRing open(
      Ed25519Signer signer,
      @Nullable String named,
      KeyRegistry registry,
      String host,
      TransactionOperations transactions,
      Instant now) {
    String refusal =
        transactions.execute(status -> register(signer, named, registry, now).orElse(null));
    if (refusal != null) {
      throw new IllegalStateException(refusal);
    }
    return new KeyRing(signer, registry, host);
  }

  /// Why the key must not sign; empty when it is current. What was registered stays registered.
  private static Optional<String> register(
      Ed25519Signer signer, @Nullable String named, KeyRegistry registry, Instant now) {
    String keyId = signer.publicKey().keyId();
    if (named != null && !named.equals(keyId)) {
      return Optional.of("%s names %s, the seed is that of %s".formatted(SETTING, named, keyId));
    }
    registry.lock();
    Instant retiredAt = registry.retiredAt(keyId).orElse(null);
    if (retiredAt != null) {
      return Optional.of(
          "the checkpoint key %s was retired at %s; it must not sign again"
              .formatted(keyId, retiredAt));
    }
    registry.register(signer.publicKey(), now);
    String current = registry.current().map(SigningKey::keyId).orElse(null);
    if (keyId.equals(current)) {
      return Optional.empty();
    }
    if (current != null && named == null) {
      return Optional.of(
          "the checkpoint key %s is not the current one, %s; %s=%s makes it so and retires the other for ever"
              .formatted(keyId, current, SETTING, keyId));
    }
    registry.activate(keyId, laterOf(now, registry.lastSigned().orElse(now)));
    log.atInfo()
        .addKeyValue("retired", current)
        .addKeyValue("current", keyId)
        .log("checkpoint key activated");
    return Optional.empty();
  }

  /// What the retired key signed must not be dated after its retirement: clocks may have been set
  /// back since.
  private static Instant laterOf(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /// The key to sign with in the current transaction.
  ///
  /// @throws CheckpointRefusedException when another instance has retired it
  public LogSigner signer() {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("a key is asked for inside the transaction that signs");
    }
    return registry
        .holdCurrent(keyId)
        .map(key -> new LogSigner(signer, key))
        .orElseThrow(() ->
            new CheckpointRefusedException(
                "the checkpoint key %s was retired: this instance signs nothing more"
                    .formatted(keyId)));
  }

  /// Whether this instance's key is the one that signs.
  public boolean isCurrent() {
    return registry.current().map(SigningKey::keyId).filter(keyId::equals).isPresent();
  }

  /// A log's name: the origin line of its checkpoints and the name of its note key.
  public String origin(PolicyId policyId) {
    return host + "/" + policyId;
  }

  public String host() {
    return host;
  }

  /// Every key that ever signed, oldest first.
  public List<SigningKey> all() {
    return registry.activated();
  }
}
