package dev.tradewitness.authorize.lane;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/// Ids of one UTC day, sorted by key, so that a look-up is a binary search and all ids with one id
/// hash lie together. Takes 12 bytes an id and 2.5 for its filter. Knows of which clients it has
/// forgotten ids, at four bytes a client. Immutable.
///
/// A key is the id's 32-bit hash above its client's 32-bit hash. Journal numbers are kept as
/// unsigned 32-bit distances from the segment's first.
final class IndexSegment {

  /// Greatest distance of a journal number from the segment's first.
  static final long SPAN_MAX = 0xFFFF_FFFFL;

  private final int day;
  private final long first;
  private final long last;
  private final long[] keys;
  private final int[] offsets;
  private final int[] forgotten;
  private final IdFilter filter;
  // Of the stored form; zero until it is asked for. Whoever makes it makes the same.
  private int checksum;

  /// @param keys in ascending order
  /// @param offsets of the keys from `first`, ascending among equal keys
  /// @param forgotten clients' hashes in ascending order
  IndexSegment(int day, long first, long last, long[] keys, int[] offsets, int[] forgotten) {
    this.day = day;
    this.first = first;
    this.last = last;
    this.keys = keys;
    this.offsets = offsets;
    this.forgotten = forgotten;
    // Every key is added, and every id hash alone.
    this.filter = new IdFilter(2 * keys.length);
    for (long key : keys) {
      filter.add(key);
      filter.add(idOnly(key));
    }
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

  /// The lowest journal number that was put.
  long first() {
    return first;
  }

  /// The greatest journal number that was put.
  long last() {
    return last;
  }

  int size() {
    return keys.length;
  }

  /// The key at each place.
  long keyAt(int place) {
    return keys[place];
  }

  /// The client's 32-bit hash at each place.
  int clientAt(int place) {
    return (int) keys[place];
  }

  /// The distance of the journal number at each place from the first.
  int offsetAt(int place) {
    return offsets[place];
  }

  long sequenceAt(int place) {
    return first + Integer.toUnsignedLong(offsets[place]);
  }

  /// The clients of which ids were forgotten, by their hashes in ascending order.
  IntStream forgottenClients() {
    return Arrays.stream(forgotten);
  }

  int forgottenCount() {
    return forgotten.length;
  }

  /// True when ids of a client with this hash were forgotten.
  boolean forgets(int clientHash) {
    return forgotten.length > 0 && Arrays.binarySearch(forgotten, clientHash) >= 0;
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

  /// The place of an id, or -1 when it is not held.
  int placeOf(long key, long sequence) {
    for (int place = lowerBound(key); place < keys.length && keys[place] == key; place++) {
      if (sequenceAt(place) == sequence) {
        return place;
      }
    }
    return -1;
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

  /// True when it holds an id of any of these clients.
  boolean holdsAny(IntPredicate clients) {
    for (long key : keys) {
      if (clients.test((int) key)) {
        return true;
      }
    }
    return false;
  }

  /// The checksum that ends the stored form.
  ///
  /// @param seal see [SegmentBytes#of]
  int checksum(long seal) {
    int known = checksum;
    if (known == 0) {
      known = SegmentBytes.checksum(SegmentBytes.of(this, seal));
      checksum = known;
    }
    return known;
  }

  /// Heap that the segment takes, in bytes.
  long bytesHeld() {
    return 56
        + 3 * 16
        + 8L * keys.length
        + 4L * offsets.length
        + 4L * forgotten.length
        + filter.bytes();
  }
}
