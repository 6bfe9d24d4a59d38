package dev.tradewitness.authorize.exposure;

import dev.tradewitness.authorize.order.KeyedHash;
import java.nio.charset.StandardCharsets;

/// Texts of 1 to 256 bytes of UTF-8, eight bytes to a long. A text is known by its row and its
/// length in bytes; each takes its length, rounded up to eight.
final class Texts {

  static final int BYTES_MAX = 256;

  private static final int WORDS_MAX = BYTES_MAX / 8;

  private final Slab[] byWords;

  Texts() {
    this(new Slab[WORDS_MAX]);
    for (int i = 0; i < WORDS_MAX; i++) {
      byWords[i] = new Slab(i + 1);
    }
  }

  private Texts(Slab[] byWords) {
    this.byWords = byWords;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Slab slab(int length) {
    return byWords[(length - 1) / 8];
  }

  /// @return the text's row
  int add(byte[] text) {
    Slab slab = slab(text.length);
    int row = slab.allocate();
    for (int at = 0; at < text.length; at += 8) {
      slab.set(row, at / 8, word(text, at));
    }
    return row;
  }

  private static long word(byte[] text, int at) {
    long word = 0;
    for (int i = Math.min(8, text.length - at) - 1; i >= 0; i--) {
      word = word << 8 | text[at + i] & 0xFF;
    }
    return word;
  }

  boolean is(int row, int length, byte[] text) {
    if (length != text.length) {
      return false;
    }
    Slab slab = slab(length);
    for (int at = 0; at < length; at += 8) {
      if (slab.get(row, at / 8) != word(text, at)) {
        return false;
      }
    }
    return true;
  }

  /// What the hash gives for the text.
  long hash(int row, int length, KeyedHash hash) {
    Slab slab = slab(length);
    return hash.of(length, word -> slab.get(row, word));
  }

  String get(int row, int length) {
    Slab slab = slab(length);
    byte[] text = new byte[length];
    long word = 0;
    for (int i = 0; i < length; i++) {
      word = i % 8 == 0 ? slab.get(row, i / 8) : word >>> 8;
      text[i] = (byte) word;
    }
    return new String(text, StandardCharsets.UTF_8);
  }

  void remove(int row, int length) {
    slab(length).free(row);
  }

  Texts copy() {
    var copies = new Slab[WORDS_MAX];
    for (int i = 0; i < WORDS_MAX; i++) {
      copies[i] = byWords[i].copy();
    }
    return new Texts(copies);
  }

  long bytesHeld() {
    long bytes = 16 + 16 + 4 * WORDS_MAX;
    for (Slab slab : byWords) {
      bytes += slab.bytesHeld();
    }
    return bytes;
  }
}
