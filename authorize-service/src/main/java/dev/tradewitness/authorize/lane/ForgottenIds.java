package dev.tradewitness.authorize.lane;

import java.util.ArrayList;
import java.util.List;

/// The ids of the window that an index has forgotten: filters, oldest first, that tell most new ids
/// from them, so that the journal is asked about few.
///
/// A filter has room for half as many keys as all before it, so few filters take many keys: about
/// ten for five million, of which one new id in 140 passes any. A filter leaves with the day of its
/// newest key. When there is no room for another filter, others are folded to half their size, and
/// more new ids pass them; when there are too many filters, the two oldest become one. Both are
/// counted.
///
/// Owned by its lane: call only under the lane's lock.
final class ForgottenIds {

  static final int FILTERS_MAX = 48;

  private static final int LEAST_KEYS = 16_384;
  private static final int MOST_KEYS = 1 << 22;

  private final int leastKeys;
  private final int mostKeys;
  private final ArrayList<ForgottenFilter> filters = new ArrayList<>();
  private long bytesMax;
  private int coarsened;

  /// @param bytesAll bound of all lanes
  /// @param bytesPart the lane's part of it, its bound until [#limit] sets another one
  ForgottenIds(long bytesAll, long bytesPart) {
    this.bytesMax = bytesPart;
    this.leastKeys = Math.clamp(keys(bytesPart) / 8, 64, LEAST_KEYS);
    // Lanes that begin a filter in the same second exceed the bound by little.
    this.mostKeys = Math.clamp(keys(bytesAll) / 16, leastKeys, MOST_KEYS);
  }

  private static long keys(long bytes) {
    return bytes * Byte.SIZE / ForgottenFilter.BITS_PER_KEY;
  }

  /// @param keys of ids that are forgotten now
  /// @param last no journal number of theirs is greater
  /// @param day of theirs, days since 1970
  void add(long[] keys, long last, int day) {
    for (long key : keys) {
      growing(day).add(key, last, day);
    }
  }

  /// A filter leaves with its newest day, so a later day gets another one.
  private ForgottenFilter growing(int day) {
    if (!filters.isEmpty()) {
      ForgottenFilter newest = filters.getLast();
      if (!newest.isFull() && day <= newest.day()) {
        return newest;
      }
    }
    long total = 0;
    for (ForgottenFilter filter : filters) {
      total += filter.keys();
    }
    // A filter of more than a quarter of the room would fold all others to make its own.
    long wanted = Math.min(total / 2, Long.highestOneBit(keys(bytesMax) / 4));
    int keysMax = Math.clamp(wanted, leastKeys, mostKeys);
    makeRoom(ForgottenFilter.bytesFor(keysMax));
    if (filters.size() >= FILTERS_MAX) {
      filters.set(1, filters.get(0).mergedWith(filters.get(1)));
      filters.removeFirst();
      coarsened++;
    }
    var next = ForgottenFilter.empty(nextNumber(), keysMax);
    filters.add(next);
    return next;
  }

  private long nextNumber() {
    return filters.isEmpty() ? 0 : filters.getLast().number() + 1;
  }

  private void makeRoom(long bytes) {
    while (bytesHeld() + bytes > bytesMax && fold()) {
      coarsened++;
    }
  }

  private boolean fold() {
    int best = -1;
    for (int place = 0; place < filters.size(); place++) {
      ForgottenFilter filter = filters.get(place);
      if (filter.isFoldable()
          && (best < 0 || filter.foldingGain() > filters.get(best).foldingGain())) {
        best = place;
      }
    }
    if (best < 0) {
      return false;
    }
    filters.set(best, filters.get(best).folded());
    return true;
  }

  /// Keys that were forgotten by a version that kept no filters.
  void addUnknown(int keys, long last, int day) {
    if (!filters.isEmpty() && filters.getLast().day() == day && !filters.getLast().isFoldable()) {
      ForgottenFilter before = filters.removeLast();
      filters.add(
          ForgottenFilter.ofUnknown(
              before.number(), before.keys() + keys, day, Math.max(last, before.last())));
    } else {
      filters.add(ForgottenFilter.ofUnknown(nextNumber(), keys, day, last));
    }
  }

  /// The greatest journal number up to which an id with this key may be forgotten, or -1.
  long upTo(long key) {
    long last = -1;
    for (ForgottenFilter filter : filters) {
      if (filter.last() > last && filter.mayHold(key)) {
        last = filter.last();
      }
    }
    return last;
  }

  /// Numbers from this one on were taken back.
  void remove(long sequence) {
    filters.replaceAll(filter -> filter.below(sequence));
  }

  /// @param firstDay filters of earlier days leave
  void evict(int firstDay) {
    filters.removeIf(filter -> filter.day() < firstDay);
  }

  /// Sets the bytes that filters may take, and folds some when they take more.
  void limit(long max) {
    bytesMax = max;
    makeRoom(0);
  }

  /// Filters folded or made one since this was asked last.
  int takeCoarsened() {
    int count = coarsened;
    coarsened = 0;
    return count;
  }

  /// Adds a stored filter that is newer than all before it.
  void restore(ForgottenFilter filter) {
    filters.add(filter);
    makeRoom(0);
  }

  List<ForgottenFilter> all() {
    return List.copyOf(filters);
  }

  void clear() {
    filters.clear();
  }

  long bytesHeld() {
    long bytes = 0;
    for (ForgottenFilter filter : filters) {
      bytes += filter.bytesHeld();
    }
    return bytes;
  }
}
