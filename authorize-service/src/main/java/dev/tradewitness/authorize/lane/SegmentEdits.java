package dev.tradewitness.authorize.lane;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Makes segments of ids, most of them from others.
final class SegmentEdits {

  private SegmentEdits() {}

  /// @param day days since 1970
  /// @param keys in ascending order
  /// @param sequences of the keys, ascending among equal keys
  static IndexSegment of(int day, long[] keys, long[] sequences) {
    long first = Arrays.stream(sequences).min().orElseThrow();
    long last = Arrays.stream(sequences).max().orElseThrow();
    int[] offsets = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      offsets[i] = (int) (sequences[i] - first);
    }
    return new IndexSegment(day, first, last, keys, offsets, new int[0]);
  }

  /// True when [#merged] can be made.
  static boolean canMerge(IndexSegment older, IndexSegment later) {
    return later.first() >= older.first()
        && (later.size() == 0 || later.last() - older.first() <= IndexSegment.SPAN_MAX);
  }

  /// A segment and a later one as one.
  ///
  /// @throws ArithmeticException when the later one's numbers are out of reach of the older's first
  static IndexSegment merged(IndexSegment older, IndexSegment later) {
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
        later.day(),
        older.first(),
        later.last(),
        keys,
        offsets,
        union(older.forgottenClients(), later.forgottenClients()));
  }

  // IntStream.distinct would make an object of each number.
  private static int[] union(IntStream some, IntStream others) {
    int[] all = IntStream.concat(some, others).sorted().toArray();
    int kept = 0;
    for (int client : all) {
      if (kept == 0 || all[kept - 1] != client) {
        all[kept++] = client;
      }
    }
    return Arrays.copyOf(all, kept);
  }

  /// A segment without the id at one place.
  static IndexSegment without(IndexSegment segment, int gone) {
    int size = segment.size() - 1;
    long[] keys = new long[size];
    int[] offsets = new int[size];
    for (int to = 0; to < size; to++) {
      int from = to < gone ? to : to + 1;
      keys[to] = segment.keyAt(from);
      offsets[to] = segment.offsetAt(from);
    }
    return new IndexSegment(
        segment.day(),
        segment.first(),
        segment.last(),
        keys,
        offsets,
        segment.forgottenClients().toArray());
  }

  /// A segment without the ids of these clients, whom it then [IndexSegment#forgets].
  static IndexSegment forgetting(IndexSegment segment, IntPredicate clients) {
    int size = segment.size();
    long[] keys = new long[size];
    int[] offsets = new int[size];
    int[] gone = new int[size];
    int kept = 0;
    for (int place = 0; place < size; place++) {
      if (clients.test(segment.clientAt(place))) {
        gone[place - kept] = segment.clientAt(place);
      } else {
        keys[kept] = segment.keyAt(place);
        offsets[kept++] = segment.offsetAt(place);
      }
    }
    return new IndexSegment(
        segment.day(),
        segment.first(),
        segment.last(),
        Arrays.copyOf(keys, kept),
        Arrays.copyOf(offsets, kept),
        union(segment.forgottenClients(), Arrays.stream(gone, 0, size - kept)));
  }
}
