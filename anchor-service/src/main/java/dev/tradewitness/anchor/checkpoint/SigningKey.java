package dev.tradewitness.anchor.checkpoint;

import dev.tradewitness.common.crypto.Ed25519PublicKey;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A key that signs or once signed: its public half and when it was in use.
@Entity
@Table(name = "signing_key")
public class SigningKey {

  @Id
  @Column(name = "key_id")
  private String keyId;

  @Column(name = "public_key", nullable = false)
  private byte[] publicKey;

  @Column(name = "not_before", nullable = false)
  private Instant notBefore;

  @Column(name = "not_after")
  private @Nullable Instant notAfter;

  @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
  protected SigningKey() {}

  SigningKey(Ed25519PublicKey key, Instant notBefore) {
    this.keyId = key.keyId();
    this.publicKey = key.bytes();
    this.notBefore = notBefore;
  }

  void retire(Instant at) {
    notAfter = at;
  }

  public String keyId() {
    return keyId;
  }

  public Ed25519PublicKey publicKey() {
    return new Ed25519PublicKey(publicKey);
  }

  public Instant notBefore() {
    return notBefore;
  }

  /// Null while the key is in use.
  public @Nullable Instant notAfter() {
    return notAfter;
  }
}
