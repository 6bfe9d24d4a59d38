package dev.tradewitness.authorize.lane;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/// Ids of one UTC day, sorted by key, so that a look-up is a binary search and all ids with one id
/// hash lie together. Takes 12 bytes an id and 2.5 for its filter. Immutable.
///
/// A key is the id's 32-bit hash above its client's 32-bit hash. Journal numbers are kept as
/// unsigned 32-bit distances from the segment's first.
final class IndexSegment {

  /// Greatest distance of a journal number from the segment's first.
  static final long SPAN_MAX = 0xFFFF_FFFFL;

  private static final int FORMAT = 1;
  private static final int HEAD_BYTES = 4 + 8 + 4 + 8 + 4;

  private final int day;
  private final long first;
  private final long[] keys;
  private final int[] offsets;
  private final IdFilter filter;

  private IndexSegment(int day, long first, long[] keys, int[] offsets) {
    this.day = day;
    this.first = first;
    this.keys = keys;
    this.offsets = offsets;
    // Every key is added, and every id hash alone.
    this.filter = new IdFilter(2 * keys.length);
    for (long key : keys) {
      filter.add(key);
      filter.add(idOnly(key));
    }
  }

  /// @param day days since 1970
  /// @param keys in ascending order
  /// @param sequences of the keys, ascending among equal keys
  static IndexSegment of(int day, long[] keys, long[] sequences) {
    long first = Arrays.stream(sequences).min().orElseThrow();
    int[] offsets = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      offsets[i] = (int) (sequences[i] - first);
    }
    return new IndexSegment(day, first, keys, offsets);
  }

  static long key(int idHash, int clientHash) {
    return (long) idHash << 32 | clientHash & 0xFFFF_FFFFL;
  }

  /// What the filter knows an id by, whoever its client is.
  private static long idOnly(long key) {
    return ~(key >>> 32);
  }

  int day() {
    return day;
  }

  /// The lowest journal number.
  long first() {
    return first;
  }

  int size() {
    return keys.length;
  }

  /// The client's 32-bit hash at each place.
  int clientAt(int place) {
    return (int) keys[place];
  }

  private long sequenceAt(int place) {
    return first + Integer.toUnsignedLong(offsets[place]);
  }

  /// The greatest journal number below `before` that has this key, or -1.
  long newestBefore(long key, long before) {
    if (before <= first || !filter.mayHold(key)) {
      return -1;
    }
    long newest = -1;
    for (int place = lowerBound(key); place < keys.length && keys[place] == key; place++) {
      if (sequenceAt(place) < before) {
        newest = sequenceAt(place);
      }
    }
    return newest;
  }

  /// The journal numbers of every id with this hash, whatever its client.
  void findAll(int idHash, LongConsumer found) {
    long lowest = key(idHash, 0);
    if (!filter.mayHold(idOnly(lowest))) {
      return;
    }
    for (int place = lowerBound(lowest);
        place < keys.length && (int) (keys[place] >>> 32) == idHash;
        place++) {
      found.accept(sequenceAt(place));
    }
  }

  /// The first place whose key is not below the given one.
  private int lowerBound(long key) {
    int low = 0;
    int high = keys.length;
    while (low < high) {
      int middle = low + high >>> 1;
      if (keys[middle] < key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// This segment's ids and a later one's.
  ///
  /// @throws ArithmeticException when the later one's numbers are out of reach of [#first]
  IndexSegment with(IndexSegment later) {
    int size = Math.addExact(keys.length, later.keys.length);
    long shift = later.first - first;
    if (shift < 0 || shift > SPAN_MAX) {
      throw new ArithmeticException("numbers from %d and from %d".formatted(first, later.first));
    }
    long[] mergedKeys = new long[size];
    int[] mergedOffsets = new int[size];
    for (int to = 0, a = 0, b = 0; to < size; to++) {
      // Among equal keys this segment's come first: their numbers are lower.
      if (b == later.keys.length || a < keys.length && keys[a] <= later.keys[b]) {
        mergedKeys[to] = keys[a];
        mergedOffsets[to] = offsets[a++];
      } else {
        mergedKeys[to] = later.keys[b];
        mergedOffsets[to] = (int) (Integer.toUnsignedLong(later.offsets[b++]) + shift);
      }
    }
    return new IndexSegment(day, first, mergedKeys, mergedOffsets);
  }

  /// This segment without one id.
  ///
  /// @throws IllegalStateException when it does not hold that id
  IndexSegment without(long key, long sequence) {
    for (int place = lowerBound(key); place < keys.length && keys[place] == key; place++) {
      if (sequenceAt(place) == sequence) {
        long[] fewerKeys = new long[keys.length - 1];
        int[] fewerOffsets = new int[keys.length - 1];
        System.arraycopy(keys, 0, fewerKeys, 0, place);
        System.arraycopy(offsets, 0, fewerOffsets, 0, place);
        System.arraycopy(keys, place + 1, fewerKeys, place, fewerKeys.length - place);
        System.arraycopy(offsets, place + 1, fewerOffsets, place, fewerKeys.length - place);
        return new IndexSegment(day, first, fewerKeys, fewerOffsets);
      }
    }
    throw new IllegalStateException("number %d is not in the segment".formatted(sequence));
  }

  /// The segment's stored form, which ends with a CRC-32C.
  ///
  /// @param seal tells the hash key that the segment was made with from any other
  byte[] bytes(long seal) {
    ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + 12 * keys.length + 4);
    out.putInt(FORMAT).putLong(seal).putInt(day).putLong(first).putInt(keys.length);
    for (long key : keys) {
      out.putLong(key);
    }
    for (int offset : offsets) {
      out.putInt(offset);
    }
    byte[] bytes = out.array();
    out.putInt(crc(bytes));
    return bytes;
  }

  /// Over all but the last four bytes.
  private static int crc(byte[] bytes) {
    var crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - 4);
    return (int) crc.getValue();
  }

  /// What [#bytes] wrote.
  ///
  /// @throws IllegalArgumentException naming what is wrong with the bytes
  static IndexSegment of(byte[] bytes, long seal) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    require(bytes.length >= HEAD_BYTES + 4, "a segment of %d bytes is cut", bytes.length);
    int written = in.getInt(bytes.length - 4);
    require(written == crc(bytes), "the segment's checksum is not %08x", written);
    int format = in.getInt();
    require(format == FORMAT, "segment format %d is unknown", format);
    require(in.getLong() == seal, "the segment of %d bytes has another hash key", bytes.length);
    int day = in.getInt();
    long first = in.getLong();
    int size = in.getInt();
    require(bytes.length == HEAD_BYTES + 12L * size + 4, "a segment cannot hold %d ids", size);
    long[] keys = new long[size];
    int[] offsets = new int[size];
    in.asLongBuffer().get(keys);
    in.position(in.position() + 8 * size).asIntBuffer().get(offsets);
    return new IndexSegment(day, first, keys, offsets);
  }

  private static void require(boolean holds, String message, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(message.formatted(found));
    }
  }

  /// Heap that the segment takes, in bytes.
  long bytesHeld() {
    return 40 + 16 + 8L * keys.length + 16 + 4L * offsets.length + 16 + filter.bytes();
  }
}
