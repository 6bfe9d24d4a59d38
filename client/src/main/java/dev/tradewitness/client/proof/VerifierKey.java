package dev.tradewitness.client.proof;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.merkle.SignedNote;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// The key of a log, in the form `name+hash+key` of C2SP signed-note, which anchor-service lists as
/// `note_keys` in `GET /vcp/keys`. Whoever takes it from there trusts that answer; get it once, and
/// keep it. Immutable.
public final class VerifierKey {

  private static final String ED25519 = "Ed25519";

  /// C2SP signed-note: signature type of Ed25519.
  private static final byte TYPE = 0x01;

  private static final int KEY_BYTES = 32;

  // RFC 8410 section 4: SubjectPublicKeyInfo of an Ed25519 key, up to its 32 bytes.
  private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

  private final String name;
  private final int hash;
  private final PublicKey key;

  private VerifierKey(String name, int hash, PublicKey key) {
    this.name = name;
    this.hash = hash;
    this.key = key;
  }

  /// @throws IllegalArgumentException when it is not such a key, or its hash is of another one
  public static VerifierKey parse(String text) {
    String[] parts = text.split("\\+", 3);
    if (parts.length != 3 || parts[0].isEmpty()) {
      throw new IllegalArgumentException("a verifier key is name+hash+key");
    }
    byte[] typed = Base64.getDecoder().decode(parts[2]);
    if (typed.length != 1 + KEY_BYTES || typed[0] != TYPE) {
      throw new IllegalArgumentException("not an Ed25519 verifier key");
    }
    byte[] named = (parts[0] + "\n").getBytes(StandardCharsets.UTF_8);
    String hash = HexFormat.of().formatHex(Hash.of(named, typed).bytes(), 0, 4);
    if (!hash.equals(parts[1])) {
      throw new IllegalArgumentException("the verifier key's hash is not of its key");
    }
    return new VerifierKey(
        parts[0], HexFormat.fromHexDigits(hash), publicKey(Arrays.copyOfRange(typed, 1, 33)));
  }

  private static PublicKey publicKey(byte[] bytes) {
    byte[] encoded = Arrays.copyOf(X509_HEAD, X509_HEAD.length + KEY_BYTES);
    System.arraycopy(bytes, 0, encoded, X509_HEAD.length, KEY_BYTES);
    try {
      return KeyFactory.getInstance(ED25519).generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an Ed25519 public key", e);
    }
  }

  /// Of the log: its checkpoints begin with it.
  public String name() {
    return name;
  }

  /// Whether the note has a signature of this key, and no wrong one by its name and hash.
  boolean signed(SignedNote note) {
    byte[] message = note.body().getBytes(StandardCharsets.UTF_8);
    boolean found = false;
    for (SignedNote.Signature signature : note.signatures()) {
      if (signature.name().equals(name) && signature.keyHash() == hash) {
        if (!isRight(message, signature.bytes())) {
          return false;
        }
        found = true;
      }
    }
    return found;
  }

  private boolean isRight(byte[] message, byte[] signature) {
    try {
      Signature check = Signature.getInstance(ED25519);
      check.initVerify(key);
      check.update(message);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // such as a signature of another length
    }
  }
}
