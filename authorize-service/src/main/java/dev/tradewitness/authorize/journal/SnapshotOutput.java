package dev.tradewitness.authorize.journal;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A buffer that grows. Numbers are big-endian.
final class SnapshotOutput {

  private byte[] bytes = new byte[1024];
  private int size;

  int size() {
    return size;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  SnapshotOutput put(int value) {
    room(1);
    bytes[size++] = (byte) value;
    return this;
  }

  SnapshotOutput putInt(int value) {
    return put(value >>> 24).put(value >>> 16).put(value >>> 8).put(value);
  }

  SnapshotOutput putLong(long value) {
    return putInt((int) (value >>> 32)).putInt((int) value);
  }

  /// At most 255 bytes: ids are at most 64 characters.
  SnapshotOutput put(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    if (encoded.length < 1 || encoded.length > 256) {
      throw new IllegalArgumentException("an id of " + encoded.length + " bytes");
    }
    // Counted from zero, so that 256 bytes fit into one.
    return put(encoded.length - 1).put(encoded);
  }

  /// Scale and unscaled value, so exactly.
  SnapshotOutput put(BigDecimal amount) {
    byte[] unscaled = amount.unscaledValue().toByteArray();
    return put(amount.scale() >>> 8).put(amount.scale()).put(unscaled.length).put(unscaled);
  }

  SnapshotOutput put(byte[] more) {
    room(more.length);
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
    return this;
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }
}
