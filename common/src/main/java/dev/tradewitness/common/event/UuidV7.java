package dev.tradewitness.common.event;

import dev.tradewitness.common.crypto.Hash;
import java.nio.ByteBuffer;
import java.util.UUID;

/// UUIDs of version 7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then 74 bits chosen by
/// the caller.
public final class UuidV7 {

  private UuidV7() {}

  /// @param unixMillis 0 to 2^48 - 1
  /// @param randomA 12 bits are used
  /// @param randomB 62 bits are used
  public static UUID of(long unixMillis, long randomA, long randomB) {
    if (unixMillis < 0 || unixMillis >= 1L << 48) {
      throw new IllegalArgumentException("no UUIDv7 time: " + unixMillis);
    }
    return new UUID(
        unixMillis << 16 | 0x7000 | randomA & 0xFFF,
        0x8000_0000_0000_0000L | randomB & (-1L >>> 2));
  }

  /// The same id for the same time and content, always: for sources that deliver a message again.
  public static UUID ofContent(long unixMillis, Hash content) {
    ByteBuffer bits = ByteBuffer.wrap(content.bytes());
    return of(unixMillis, bits.getLong(), bits.getLong());
  }

  public static boolean isV7(UUID id) {
    return id.version() == 7 && id.variant() == 2;
  }
}
