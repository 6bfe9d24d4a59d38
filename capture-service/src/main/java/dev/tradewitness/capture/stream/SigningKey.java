package dev.tradewitness.capture.stream;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/// A public key that signed events here, now or before.
@Entity
@Table(name = "signing_key")
@NullUnmarked // JPA fills the fields
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

  protected SigningKey() {}

  SigningKey(String keyId, byte[] publicKey, Instant notBefore) {
    this.keyId = keyId;
    this.publicKey = publicKey.clone();
    this.notBefore = notBefore;
  }

  public String keyId() {
    return keyId;
  }

  public byte[] publicKey() {
    return publicKey.clone();
  }

  public Instant notBefore() {
    return notBefore;
  }

  void beganAt(Instant earlier) {
    notBefore = earlier;
  }

  public @Nullable Instant notAfter() {
    return notAfter;
  }
}
