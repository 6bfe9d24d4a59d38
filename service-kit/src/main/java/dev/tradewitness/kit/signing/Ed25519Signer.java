package dev.tradewitness.kit.signing;

import dev.tradewitness.common.crypto.Ed25519PublicKey;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// Signs with one Ed25519 key (RFC 8032), by Bouncy Castle's lightweight implementation, which is
/// many times faster than the platform's. Safe for any number of threads.
public final class Ed25519Signer {

  private final byte[] seed;
  private final byte[] publicKeyBytes;
  private final Ed25519PublicKey publicKey;

  /// @param seed the 32 bytes of RFC 8032 section 5.1.5
  public Ed25519Signer(byte[] seed) {
    if (seed.length != Ed25519.SECRET_KEY_SIZE) {
      throw new IllegalArgumentException("an Ed25519 seed is 32 bytes, got " + seed.length);
    }
    this.seed = seed.clone();
    this.publicKeyBytes = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed, 0, publicKeyBytes, 0);
    this.publicKey = new Ed25519PublicKey(publicKeyBytes);
  }

  /// The 64-byte signature over a message.
  public byte[] sign(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, publicKeyBytes, 0, message, 0, message.length, signature, 0);
    return signature;
  }

  public Ed25519PublicKey publicKey() {
    return publicKey;
  }
}
