package dev.tradewitness.authorize.lane;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;

/// Ids of one UTC day, sorted by key, so that a look-up is a binary search and all ids with one id
/// hash lie together. Takes 12 bytes an id and 2.5 for its filter, or up to 5 once ids are
/// forgotten. Knows of which clients it has forgotten ids, at four bytes a client.
///
/// What it holds never changes. Its filter may know more ids, and belong to later segments too.
///
/// A key is the id's 32-bit hash above its client's 32-bit hash. Journal numbers are kept as
/// unsigned 32-bit distances from the segment's first.
final class IndexSegment {

  /// Greatest distance of a journal number from the segment's first.
  static final long SPAN_MAX = 0xFFFF_FFFFL;

  private final SegmentSpan span;
  private final long[] keys;
  private final int[] offsets;
  private final ForgottenClients forgotten;
  private final IdFilter filter;
  // Of the stored form; zero until it is asked for. Whoever makes it makes the same.
  private int checksum;

  /// @param keys in ascending order
  /// @param offsets of the keys from the first number, ascending among equal keys
  IndexSegment(SegmentSpan span, long[] keys, int[] offsets, ForgottenClients forgotten) {
    this(span, keys, offsets, forgotten, IdFilter.of(keys, keys.length));
  }

  /// @param filter knows every key
  IndexSegment(
      SegmentSpan span, long[] keys, int[] offsets, ForgottenClients forgotten, IdFilter filter) {
    this.span = span;
    this.keys = keys;
    this.offsets = offsets;
    this.forgotten = forgotten;
    this.filter = filter;
  }

  /// A filter with room for so many ids that knows those of this segment and of a later one: this
  /// segment's own when it has the room.
  IdFilter filterWith(IndexSegment later, int idsMax) {
    IdFilter roomy = filter.idsMax() == idsMax ? filter : IdFilter.of(keys, idsMax);
    roomy.addIds(later.keys);
    return roomy;
  }

  /// A segment with some of this one's ids. Keeps the filter unless that is far too large.
  IndexSegment having(long[] fewerKeys, int[] theirOffsets, ForgottenClients nowForgotten) {
    return filter.idsMax() > 2 * fewerKeys.length
        ? new IndexSegment(span, fewerKeys, theirOffsets, nowForgotten)
        : new IndexSegment(span, fewerKeys, theirOffsets, nowForgotten, filter);
  }

  /// This segment, of which any client may have forgotten ids.
  IndexSegment forgettingAll() {
    return new IndexSegment(span, keys, offsets, ForgottenClients.ALL, filter);
  }

  /// This segment with a filter that is not far too large for it.
  IndexSegment trimmed() {
    return having(keys, offsets, forgotten);
  }

  int day() {
    return span.day();
  }

  /// The lowest journal number that was put.
  long first() {
    return span.first();
  }

  /// The greatest journal number that was put.
  long last() {
    return span.last();
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

  long[] keys(int from, int to) {
    return Arrays.copyOfRange(keys, from, to);
  }

  int[] offsets(int from, int to) {
    return Arrays.copyOfRange(offsets, from, to);
  }

  /// The distance of the journal number at each place from the first.
  int offsetAt(int place) {
    return offsets[place];
  }

  long sequenceAt(int place) {
    return span.first() + Integer.toUnsignedLong(offsets[place]);
  }

  /// The clients of which ids were forgotten.
  ForgottenClients forgotten() {
    return forgotten;
  }

  /// The greatest journal number below `before` that has this key, or -1.
  long newestBefore(long key, long before) {
    if (before <= span.first() || !filter.mayHold(key)) {
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
    long lowest = (long) idHash << 32;
    if (!filter.mayHoldId(lowest)) {
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
    return 32
        + 32
        + 2 * 16
        + 8L * keys.length
        + 4L * offsets.length
        + forgotten.bytesHeld()
        + filter.bytes();
  }
}
