package dev.tradewitness.common.merkle;

import dev.tradewitness.common.crypto.Ed25519PublicKey;
import dev.tradewitness.common.crypto.Hash;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// A named Ed25519 key as C2SP signed-note knows it.
///
/// @param name not empty, without spaces and plus signs
public record NoteKey(String name, Ed25519PublicKey key) {

  /// C2SP signed-note: signature type of Ed25519.
  static final byte ED25519 = 0x01;

  public NoteKey {
    if (name.isEmpty() || name.chars().anyMatch(c -> Character.isWhitespace(c) || c == '+')) {
      throw new IllegalArgumentException("a note's key name has no spaces and no plus: " + name);
    }
  }

  /// The first 4 bytes of SHA-256(name ‖ LF ‖ 0x01 ‖ key), as an unsigned big-endian number.
  public int keyHash() {
    byte[] hash =
        Hash.of(
                (name + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8),
                new byte[] {ED25519},
                key.bytes())
            .bytes();
    return (hash[0] & 0xFF) << 24 | (hash[1] & 0xFF) << 16 | (hash[2] & 0xFF) << 8 | hash[3] & 0xFF;
  }

  /// `name+hash+base64(0x01 ‖ key)`: what operators hand to those who check.
  public String verifierKey() {
    byte[] typed = new byte[1 + Ed25519PublicKey.BYTES];
    typed[0] = ED25519;
    System.arraycopy(key.bytes(), 0, typed, 1, Ed25519PublicKey.BYTES);
    return name
        + "+"
        + HexFormat.of().toHexDigits(keyHash())
        + "+"
        + Base64.getEncoder().encodeToString(typed);
  }

  /// Reads a verifier key and checks that its hash belongs to it.
  ///
  /// @throws IllegalArgumentException for anything else
  public static NoteKey parse(String verifierKey) {
    String[] parts = verifierKey.split("\\+", 3);
    if (parts.length != 3) {
      throw new IllegalArgumentException("a verifier key is name+hash+key");
    }
    byte[] typed = Base64.getDecoder().decode(parts[2]);
    if (typed.length != 1 + Ed25519PublicKey.BYTES || typed[0] != ED25519) {
      throw new IllegalArgumentException("not an Ed25519 verifier key");
    }
    var key =
        new NoteKey(parts[0], new Ed25519PublicKey(Arrays.copyOfRange(typed, 1, typed.length)));
    if (!HexFormat.of().toHexDigits(key.keyHash()).equals(parts[1])) {
      throw new IllegalArgumentException("the verifier key's hash is not of its key");
    }
    return key;
  }
}
