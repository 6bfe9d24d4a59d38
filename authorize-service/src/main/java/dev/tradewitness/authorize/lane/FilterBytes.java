package dev.tradewitness.authorize.lane;

import java.nio.ByteBuffer;

/// The stored form of a filter of forgotten ids, which ends with a CRC-32C.
final class FilterBytes {

  private static final int FORMAT = 4;
  private static final int HEAD_BYTES = 4 + 8 + 8 + 4 + 8 + 4 + 4;

  private FilterBytes() {}

  /// @param seal tells the hash key that the filter was made with from any other
  static byte[] of(ForgottenFilter filter, long seal) {
    int words = filter.wordCount();
    ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + 8 * words + 4);
    out.putInt(FORMAT).putLong(seal).putLong(filter.number());
    out.putInt(filter.day()).putLong(filter.last()).putInt(filter.keys()).putInt(words);
    for (int place = 0; place < words; place++) {
      out.putLong(filter.wordAt(place));
    }
    byte[] bytes = out.array();
    out.putInt(SegmentBytes.crc(bytes));
    return bytes;
  }

  /// True when these bytes are no segment's.
  static boolean isFilter(byte[] bytes) {
    return bytes.length >= HEAD_BYTES + 4 && ByteBuffer.wrap(bytes).getInt() == FORMAT;
  }

  /// What [#of] wrote.
  ///
  /// @throws IllegalArgumentException naming what is wrong with the bytes
  static ForgottenFilter filter(byte[] bytes, long seal) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    SegmentBytes.requireChecksum(bytes);
    in.getInt();
    SegmentBytes.requireSeal(in.getLong() == seal, bytes);
    long number = in.getLong();
    int day = in.getInt();
    long last = in.getLong();
    int keys = in.getInt();
    int words = in.getInt();
    SegmentBytes.require(
        bytes.length == HEAD_BYTES + 8L * words + 4, "a filter cannot have %d words", words);
    long[] bits = new long[words];
    in.asLongBuffer().get(bits);
    return new ForgottenFilter(number, bits, keys, day, last);
  }
}
