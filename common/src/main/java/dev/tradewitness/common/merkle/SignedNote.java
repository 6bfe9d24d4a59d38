package dev.tradewitness.common.merkle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// A text with signatures in C2SP signed-note form.
///
/// @param body the signed text, ending in a line feed
/// @param signatures in the order written, 1 to 100
public record SignedNote(String body, List<Signature> signatures) {

  private static final int TEXT_CHARS_MAX = 1_000_000;
  private static final int SIGNATURES_MAX = 100;

  /// One signature line: `— name base64(key hash ‖ signature)`.
  public static final class Signature {
    private final String name;
    private final int keyHash;
    private final byte[] bytes;

    public Signature(String name, int keyHash, byte[] bytes) {
      this.name = name;
      this.keyHash = keyHash;
      this.bytes = bytes.clone();
    }

    public String name() {
      return name;
    }

    /// See [NoteKey#keyHash].
    public int keyHash() {
      return keyHash;
    }

    public byte[] bytes() {
      return bytes.clone();
    }

    private String line() {
      byte[] all = new byte[4 + bytes.length];
      for (int i = 0; i < 4; i++) {
        all[i] = (byte) (keyHash >>> (24 - 8 * i));
      }
      System.arraycopy(bytes, 0, all, 4, bytes.length);
      return "— " + name + " " + Base64.getEncoder().encodeToString(all) + "\n";
    }
  }

  public SignedNote {
    if (!body.endsWith("\n") || signatures.isEmpty() || signatures.size() > SIGNATURES_MAX) {
      throw new IllegalArgumentException(
          "a note ends in a line feed and has 1 to %d signatures, got %d"
              .formatted(SIGNATURES_MAX, signatures.size()));
    }
    signatures = List.copyOf(signatures);
  }

  /// Puts a signature that was made over the body's UTF-8 bytes under it.
  public static SignedNote of(String body, NoteKey key, byte[] signature) {
    return new SignedNote(body, List.of(new Signature(key.name(), key.keyHash(), signature)));
  }

  /// @throws IllegalArgumentException when the text is no signed note
  public static SignedNote parse(String text) {
    if (text.length() > TEXT_CHARS_MAX) {
      throw new IllegalArgumentException("a note of more than " + TEXT_CHARS_MAX + " characters");
    }
    if (text.chars().anyMatch(c -> c < 0x20 && c != '\n')) {
      throw new IllegalArgumentException("a note has no control characters but line feeds");
    }
    int split = text.lastIndexOf("\n\n");
    if (split < 0 || !text.endsWith("\n")) {
      throw new IllegalArgumentException("a note has an empty line before its signatures");
    }
    var signatures = new ArrayList<Signature>();
    for (String line : text.substring(split + 2, text.length()).split("\n")) {
      signatures.add(signature(line));
      if (signatures.size() > SIGNATURES_MAX) {
        throw new IllegalArgumentException("a note of more than " + SIGNATURES_MAX + " signatures");
      }
    }
    return new SignedNote(text.substring(0, split + 1), signatures);
  }

  private static Signature signature(String line) {
    String[] parts = line.split(" ", -1);
    if (parts.length != 3 || !parts[0].equals("—") || parts[1].isEmpty()) {
      throw new IllegalArgumentException("not a signature line");
    }
    byte[] all = Base64.getDecoder().decode(parts[2]);
    if (all.length < 5) {
      throw new IllegalArgumentException("a signature line without a signature");
    }
    int keyHash =
        (all[0] & 0xFF) << 24 | (all[1] & 0xFF) << 16 | (all[2] & 0xFF) << 8 | all[3] & 0xFF;
    byte[] bytes = new byte[all.length - 4];
    System.arraycopy(all, 4, bytes, 0, bytes.length);
    return new Signature(parts[1], keyHash, bytes);
  }

  /// True when a signature of this key is there and right. A wrong one by the same name and key
  /// hash makes the note bad, whatever other signatures say.
  public boolean verifiedBy(NoteKey key) {
    byte[] message = body.getBytes(StandardCharsets.UTF_8);
    boolean found = false;
    for (Signature signature : signatures) {
      if (signature.name().equals(key.name()) && signature.keyHash() == key.keyHash()) {
        if (!key.key().verifies(message, signature.bytes)) {
          return false;
        }
        found = true;
      }
    }
    return found;
  }

  /// The note as it is stored and sent.
  public String text() {
    var text = new StringBuilder(body).append('\n');
    signatures.forEach(signature -> text.append(signature.line()));
    return text.toString();
  }
}
