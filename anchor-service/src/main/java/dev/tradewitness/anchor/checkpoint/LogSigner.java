package dev.tradewitness.anchor.checkpoint;

import dev.tradewitness.common.merkle.NoteKey;
import dev.tradewitness.kit.signing.Ed25519Signer;
import java.time.Instant;

/// The key that signs now, as the registry confirmed it in the transaction that signs: it cannot be
/// retired before that transaction ends. Not to be kept beyond it.
public final class LogSigner {

  private final Ed25519Signer signer;
  private final SigningKey key;

  LogSigner(Ed25519Signer signer, SigningKey key) {
    this.signer = signer;
    this.key = key;
  }

  public byte[] sign(byte[] message) {
    return signer.sign(message);
  }

  public String keyId() {
    return key.keyId();
  }

  /// Nothing that this key signs may be dated earlier.
  public Instant notBefore() {
    return key.notBefore();
  }

  NoteKey noteKey(String origin) {
    return new NoteKey(origin, key.publicKey());
  }
}
