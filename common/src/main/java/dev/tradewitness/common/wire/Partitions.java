package dev.tradewitness.common.wire;

import dev.tradewitness.common.crypto.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The partition of a stream: a fixed function, not the producer's default, which may change.
public final class Partitions {

  private Partitions() {}

  /// The first 8 bytes of SHA-256 over the key's UTF-8, as an unsigned number, modulo the count.
  ///
  /// @param count 1 or more
  public static int of(String key, int count) {
    long bits = ByteBuffer.wrap(Hash.of(key.getBytes(StandardCharsets.UTF_8)).bytes()).getLong();
    return (int) Long.remainderUnsigned(bits, count);
  }
}
