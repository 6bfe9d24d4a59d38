package dev.tradewitness.authorize.lane;

import java.util.Arrays;
import java.util.function.IntPredicate;

/// Makes segments of ids, most of them from others.
final class SegmentEdits {

  /// What is left of a segment, and which ids went.
  ///
  /// @param keys of the ids that went
  /// @param last the greatest journal number of any of them; -1 when none went
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Cut(IndexSegment left, long[] keys, long last) {

    int count() {
      return keys.length;
    }

    /// The hash of each id's client, in ascending order, as often as ids went.
    int[] clients() {
      return SegmentEdits.clients(keys);
    }
  }

  private SegmentEdits() {}

  /// @param day days since 1970
  /// @param keys in ascending order
  /// @param sequences of the keys, ascending among equal keys
  static IndexSegment of(int day, long[] keys, long[] sequences) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (long sequence : sequences) {
      first = Math.min(first, sequence);
      last = Math.max(last, sequence);
    }
    int[] offsets = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      offsets[i] = (int) (sequences[i] - first);
    }
    return new IndexSegment(
        new SegmentSpan(day, first, last), keys, offsets, ForgottenClients.NONE);
  }

  /// True when [#merged] can be made.
  static boolean canMerge(IndexSegment older, IndexSegment later) {
    return later.first() >= older.first()
        && (later.size() == 0 || later.last() - older.first() <= IndexSegment.SPAN_MAX);
  }

  /// A segment and a later one as one, with a filter that has room for more ids.
  ///
  /// @param idsMax how many ids the filter is made for
  /// @throws ArithmeticException when the later one's numbers are out of reach of the older's first
  static IndexSegment merged(IndexSegment older, IndexSegment later, int idsMax) {
    if (!canMerge(older, later)) {
      throw new ArithmeticException(
          "numbers from %d and from %d".formatted(older.first(), later.first()));
    }
    int size = Math.addExact(older.size(), later.size());
    int shift = (int) (later.first() - older.first());
    long[] keys = new long[size];
    int[] offsets = new int[size];
    for (int to = 0, a = 0, b = 0; to < size; to++) {
      // Among equal keys the older segment's come first: their numbers are lower.
      if (b == later.size() || a < older.size() && older.keyAt(a) <= later.keyAt(b)) {
        keys[to] = older.keyAt(a);
        offsets[to] = older.offsetAt(a++);
      } else {
        keys[to] = later.keyAt(b);
        offsets[to] = later.offsetAt(b++) + shift;
      }
    }
    return new IndexSegment(
        new SegmentSpan(later.day(), older.first(), later.last()),
        keys,
        offsets,
        older.forgotten().and(later.forgotten()),
        older.filterWith(later, idsMax));
  }

  /// A segment without the id at one place.
  static IndexSegment without(IndexSegment segment, int gone) {
    int size = segment.size() - 1;
    long[] keys = segment.keys(0, size);
    int[] offsets = segment.offsets(0, size);
    for (int place = gone; place < size; place++) {
      keys[place] = segment.keyAt(place + 1);
      offsets[place] = segment.offsetAt(place + 1);
    }
    return segment.having(keys, offsets, segment.forgotten());
  }

  /// Takes the ids of some clients, who are then among its [IndexSegment#forgotten].
  static Cut forgetting(IndexSegment segment, IntPredicate clients) {
    int size = segment.size();
    long[] keys = new long[size];
    int[] offsets = new int[size];
    long[] gone = new long[size];
    int kept = 0;
    long last = -1;
    for (int place = 0; place < size; place++) {
      if (clients.test(segment.clientAt(place))) {
        gone[place - kept] = segment.keyAt(place);
        last = Math.max(last, segment.sequenceAt(place));
      } else {
        keys[kept] = segment.keyAt(place);
        offsets[kept++] = segment.offsetAt(place);
      }
    }
    long[] goneKeys = Arrays.copyOf(gone, size - kept);
    return new Cut(
        segment.having(
            Arrays.copyOf(keys, kept),
            Arrays.copyOf(offsets, kept),
            segment.forgotten().and(clients(goneKeys))),
        goneKeys,
        last);
  }

  /// Takes the ids of the lowest places, at most so many. Their clients are then among the
  /// segment's [IndexSegment#forgotten].
  static Cut forgettingSome(IndexSegment segment, int idsMax) {
    int gone = Math.min(idsMax, segment.size());
    long[] keys = segment.keys(0, gone);
    return cut(segment, keys, segment.forgotten().and(clients(keys)));
  }

  /// The same for a segment that is about to leave, so that nobody asks whom it forgets.
  static Cut droppingSome(IndexSegment segment, int idsMax) {
    return cut(segment, segment.keys(0, Math.min(idsMax, segment.size())), segment.forgotten());
  }

  private static Cut cut(IndexSegment segment, long[] gone, ForgottenClients forgotten) {
    long last = -1;
    for (int place = 0; place < gone.length; place++) {
      last = Math.max(last, segment.sequenceAt(place));
    }
    return new Cut(withoutFirst(segment, gone.length, forgotten), gone, last);
  }

  private static int[] clients(long[] keys) {
    int[] clients = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      clients[i] = (int) keys[i];
    }
    Arrays.sort(clients);
    return clients;
  }

  private static IndexSegment withoutFirst(
      IndexSegment segment, int ids, ForgottenClients forgotten) {
    int size = segment.size();
    return segment.having(segment.keys(ids, size), segment.offsets(ids, size), forgotten);
  }
}
