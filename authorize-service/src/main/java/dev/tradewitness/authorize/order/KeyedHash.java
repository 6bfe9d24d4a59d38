package dev.tradewitness.authorize.order;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// SipHash-2-4 (Aumasson and Bernstein, 2012) over a text's UTF-8. Without the key nobody can
/// choose ids whose hashes meet. Immutable; equal keys give equal hashes in every process.
public final class KeyedHash {

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /// A text's UTF-8 as words of eight bytes, little end first; what is left of the last word is
  /// zero.
  @FunctionalInterface
  public interface Words {
    long at(int index);
  }

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
    int full = utf8.length & ~7;
    for (int at = 0; at < full; at += 8) {
      state.take((long) WORD.get(utf8, at));
    }
    return state.finish(rest(utf8, full), utf8.length);
  }

  private static long rest(byte[] utf8, int from) {
    long word = 0;
    for (int i = from; i < utf8.length; i++) {
      word |= (utf8[i] & 0xFFL) << 8 * (i - from);
    }
    return word;
  }

  /// The hash of a text that is stored as words.
  ///
  /// @param length in bytes
  public long of(int length, Words words) {
    var state = new State(k0, k1);
    int full = length / 8;
    for (int i = 0; i < full; i++) {
      state.take(words.at(i));
    }
    return state.finish(length % 8 == 0 ? 0 : words.at(full), length);
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

    /// The last word, which may hold no byte of the text, ends with its length.
    long finish(long rest, int length) {
      take((long) length << 56 | rest);
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
