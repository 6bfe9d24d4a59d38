package dev.tradewitness.authorize.order;

import java.nio.charset.StandardCharsets;

/// SipHash-2-4 (Aumasson and Bernstein, 2012) over a text's UTF-8. Without the key nobody can
/// choose ids whose hashes meet. Immutable; equal keys give equal hashes in every process.
public final class KeyedHash {

  private final long k0;
  private final long k1;

  public KeyedHash(long k0, long k1) {
    this.k0 = k0;
    this.k1 = k1;
  }

  /// A hash whose key is spread from one secret number.
  public static KeyedHash ofSeed(long seed) {
    return new KeyedHash(seed, mix(seed + 0x9E3779B97F4A7C15L));
  }

  /// A 64-bit hash.
  public long of(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    var state = new State(k0, k1);
    // The last word, which may hold no byte, ends with the length.
    for (int at = 0; at <= (utf8.length & ~7); at += 8) {
      state.take(word(utf8, at));
    }
    return state.finish();
  }

  /// Eight bytes, little end first.
  private static long word(byte[] utf8, int at) {
    int bytes = Math.min(8, utf8.length - at);
    long word = bytes < 8 ? (long) utf8.length << 56 : 0;
    for (int i = 0; i < bytes; i++) {
      word |= (utf8[at + i] & 0xFFL) << 8 * i;
    }
    return word;
  }

  /// Spreads every bit over all 64, one to one (the finalizer of SplitMix64).
  public static long mix(long bits) {
    long h = (bits ^ bits >>> 30) * 0xBF58476D1CE4E5B9L;
    h = (h ^ h >>> 27) * 0x94D049BB133111EBL;
    return h ^ h >>> 31;
  }

  private static final class State {
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    State(long k0, long k1) {
      v0 = k0 ^ 0x736f6d6570736575L;
      v1 = k1 ^ 0x646f72616e646f6dL;
      v2 = k0 ^ 0x6c7967656e657261L;
      v3 = k1 ^ 0x7465646279746573L;
    }

    void take(long word) {
      v3 ^= word;
      round();
      round();
      v0 ^= word;
    }

    long finish() {
      v2 ^= 0xFF;
      round();
      round();
      round();
      round();
      return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v1;
      v0 += v3;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 = Long.rotateLeft(v2, 32);
    }
  }
}
