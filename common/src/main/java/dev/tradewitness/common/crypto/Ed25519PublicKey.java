package dev.tradewitness.common.crypto;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/// A public key of Ed25519 (RFC 8032) that can check signatures. Immutable, equal by content.
public final class Ed25519PublicKey {

  public static final int BYTES = 32;
  public static final int SIGNATURE_BYTES = 64;

  private final byte[] bytes;

  /// @param bytes the 32 bytes of RFC 8032 section 5.1.5
  /// @throws IllegalArgumentException when they are no point of the curve, or one of small order
  public Ed25519PublicKey(byte[] bytes) {
    if (bytes.length != BYTES || !Ed25519.validatePublicKeyFull(bytes, 0)) {
      throw new IllegalArgumentException("not an Ed25519 public key: " + bytes.length + " bytes");
    }
    this.bytes = bytes.clone();
  }

  /// The key of a JWK's member `x` (RFC 8037).
  public static Ed25519PublicKey ofJwkX(String x) {
    return new Ed25519PublicKey(Base64.getUrlDecoder().decode(x));
  }

  /// RFC 8032 section 5.1.7, cofactorless; false for a signature of any other length too.
  public boolean verifies(byte[] message, byte[] signature) {
    return signature.length == SIGNATURE_BYTES
        && Ed25519.verify(signature, 0, bytes, 0, message, 0, message.length);
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /// First 16 hex digits of SHA-256 over the raw key: `signing_key_id` and `kid` everywhere.
  public String keyId() {
    return HexFormat.of().formatHex(Hash.of(bytes).bytes(), 0, 8);
  }

  /// Member `x` of the JWK: base64url without padding.
  public String jwkX() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ed25519PublicKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Ed25519 " + keyId();
  }
}
