package dev.tradewitness.authorize.lane;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The stored form of a segment of ids, which ends with a CRC-32C.
final class SegmentBytes {

  private static final int FORMAT = 3;

  /// Of a segment that may have forgotten ids of any client. An earlier version reads the segment's
  /// day from the journal again. 4 is a filter's.
  private static final int FORMAT_FORGETTING_ALL = 5;

  /// Of an earlier version, which kept no filters of forgotten ids.
  private static final int FORMAT_WITHOUT_FILTERS = 2;

  private static final int HEAD_BYTES = 4 + 8 + 4 + 8 + 8 + 4 + 4;

  private SegmentBytes() {}

  /// @param seal tells the hash key that the segment was made with from any other
  static byte[] of(IndexSegment segment, long seal) {
    int size = segment.size();
    int forgotten = segment.forgotten().count();
    ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + 12 * size + 4 * forgotten + 4);
    out.putInt(segment.forgotten() == ForgottenClients.ALL ? FORMAT_FORGETTING_ALL : FORMAT);
    out.putLong(seal).putInt(segment.day());
    out.putLong(segment.first()).putLong(segment.last()).putInt(size).putInt(forgotten);
    for (int place = 0; place < size; place++) {
      out.putLong(segment.keyAt(place));
    }
    for (int place = 0; place < size; place++) {
      out.putInt(segment.offsetAt(place));
    }
    segment.forgotten().forEach(out::putInt);
    byte[] bytes = out.array();
    out.putInt(crc(bytes));
    return bytes;
  }

  /// Over all but the last four bytes.
  static int crc(byte[] bytes) {
    var crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - 4);
    return (int) crc.getValue();
  }

  /// The checksum in what [#of] wrote.
  static int checksum(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getInt(bytes.length - 4);
  }

  /// False when a segment's forgotten ids are in no filter.
  static boolean hasFilters(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getInt() != FORMAT_WITHOUT_FILTERS;
  }

  /// What [#of] wrote, or an earlier version.
  ///
  /// @throws IllegalArgumentException naming what is wrong with the bytes
  static IndexSegment segment(byte[] bytes, long seal) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    require(bytes.length >= HEAD_BYTES + 4, "a segment of %d bytes is cut", bytes.length);
    requireChecksum(bytes);
    int format = in.getInt();
    require(
        format == FORMAT || format == FORMAT_FORGETTING_ALL || format == FORMAT_WITHOUT_FILTERS,
        "segment format %d is unknown",
        format);
    requireSeal(in.getLong() == seal, bytes);
    int day = in.getInt();
    long first = in.getLong();
    long last = in.getLong();
    long[] keys = new long[in.getInt()];
    int[] offsets = new int[keys.length];
    int[] forgotten = new int[in.getInt()];
    require(
        bytes.length == HEAD_BYTES + 12L * keys.length + 4L * forgotten.length + 4,
        "a segment cannot hold %d ids",
        keys.length);
    in.asLongBuffer().get(keys);
    in.position(in.position() + 8 * keys.length).asIntBuffer().get(offsets).get(forgotten);
    return new IndexSegment(
        new SegmentSpan(day, first, last),
        keys,
        offsets,
        format == FORMAT_FORGETTING_ALL ? ForgottenClients.ALL : ForgottenClients.of(forgotten));
  }

  static void requireChecksum(byte[] bytes) {
    int written = checksum(bytes);
    require(written == crc(bytes), "the checksum is not %08x", written);
  }

  static void requireSeal(boolean isSame, byte[] bytes) {
    require(isSame, "%d bytes have another hash key", bytes.length);
  }

  static void require(boolean holds, String message, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(message.formatted(found));
    }
  }
}
