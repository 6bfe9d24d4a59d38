package dev.tradewitness.authorize.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Keys with their journal numbers in the order in which they were put: sealed segments, one that
/// still grows, and the newest keys, which are not sorted yet.
final class SegmentChain {

  private static final int NEWEST_MAX = 1024;

  private final int segmentIdsMax;
  // Oldest first.
  private final ArrayList<IndexSegment> sealed = new ArrayList<>();
  private @Nullable IndexSegment growing;
  private final NewestIds newest;
  private int day = Integer.MIN_VALUE;

  /// @param segmentIdsMax bounds the time of one merge
  SegmentChain(int segmentIdsMax) {
    this.segmentIdsMax = segmentIdsMax;
    this.newest = new NewestIds(Math.min(NEWEST_MAX, Integer.highestOneBit(segmentIdsMax)));
  }

  long newestBefore(long key, long before) {
    long found = newest.newestBefore(key, before);
    if (found < 0 && growing != null) {
      found = growing.newestBefore(key, before);
    }
    for (int i = sealed.size() - 1; found < 0 && i >= 0; i--) {
      found = sealed.get(i).newestBefore(key, before);
    }
    return found;
  }

  void findAll(int idHash, LongConsumer found) {
    newest.findAll(idHash, found);
    if (growing != null) {
      growing.findAll(idHash, found);
    }
    sealed.forEach(segment -> segment.findAll(idHash, found));
  }

  /// The greatest journal number up to which ids of a client may be forgotten, or -1.
  long forgottenUpTo(int clientHash) {
    if (growing != null && growing.forgets(clientHash)) {
      return growing.last();
    }
    for (int i = sealed.size() - 1; i >= 0; i--) {
      if (sealed.get(i).forgets(clientHash)) {
        return sealed.get(i).last();
      }
    }
    return -1;
  }

  /// True when ids of any client are forgotten.
  boolean forgetsAny() {
    return growing != null && growing.forgottenCount() > 0
        || sealed.stream().anyMatch(segment -> segment.forgottenCount() > 0);
  }

  /// @param today a day before the last one counts as the last one
  void put(long key, long sequence, int today) {
    long first = growingFrom();
    if (today > day || first >= 0 && sequence - first > IndexSegment.SPAN_MAX) {
      seal();
      day = Math.max(day, today);
    }
    newest.put(key, sequence);
    if (newest.isFull()) {
      merge();
    }
  }

  /// The lowest number in what is not sealed, or -1.
  private long growingFrom() {
    return growing != null ? growing.first() : newest.size() > 0 ? newest.first() : -1;
  }

  /// Takes the newest key away.
  ///
  /// @return false when the key is forgotten
  /// @throws IllegalStateException when it is not the newest key
  boolean remove(long key, long sequence) {
    if (newest.size() > 0) {
      newest.removeNewest(key, sequence);
      return true;
    }
    seal();
    boolean forgotten = false;
    for (int place = sealed.size() - 1; place >= 0; place--) {
      IndexSegment segment = sealed.get(place);
      int at = segment.placeOf(key, sequence);
      forgotten |= segment.forgets((int) key);
      if (segment.first() >= sequence) {
        // All its keys were taken back, the forgotten ones too.
        sealed.remove(place);
      } else if (at >= 0) {
        sealed.set(place, SegmentEdits.without(segment, at));
      }
      if (at >= 0) {
        return true;
      }
      if (segment.first() < sequence) {
        break;
      }
    }
    if (!forgotten) {
      throw new IllegalStateException("number %d is not the newest one".formatted(sequence));
    }
    return false;
  }

  private void merge() {
    if (newest.size() == 0) {
      return;
    }
    growing = withNewest();
    newest.clear();
    sealIfFull();
  }

  private IndexSegment withNewest() {
    IndexSegment later = newest.sorted(day);
    return growing == null ? later : SegmentEdits.merged(growing, later);
  }

  private void sealIfFull() {
    if (growing != null && growing.size() + newest.max() > segmentIdsMax) {
      sealed.add(growing);
      growing = null;
    }
  }

  private void seal() {
    merge();
    if (growing != null) {
      sealed.add(growing);
      growing = null;
    }
  }

  /// The oldest segment when it is of an earlier day, or null.
  @Nullable IndexSegment oldestBefore(int firstDay) {
    if (day < firstDay) {
      seal();
    }
    IndexSegment oldest = sealed.isEmpty() ? null : sealed.getFirst();
    return oldest == null || oldest.day() >= firstDay ? null : oldest;
  }

  void removeOldest() {
    sealed.removeFirst();
  }

  /// The place of the oldest segment with ids of any of these clients, sealed if need be; -1 when
  /// there is none.
  int oldestWith(IntPredicate clients) {
    for (int place = 0; place < sealed.size(); place++) {
      if (sealed.get(place).holdsAny(clients)) {
        return place;
      }
    }
    int first = sealed.size();
    seal();
    for (int place = first; place < sealed.size(); place++) {
      if (sealed.get(place).holdsAny(clients)) {
        return place;
      }
    }
    return -1;
  }

  IndexSegment at(int place) {
    return sealed.get(place);
  }

  /// Puts a segment with fewer ids in a place. Small segments of a day become one, so there are not
  /// many more segments than the ids fill.
  void replace(int place, IndexSegment fewer) {
    sealed.set(place, fewer);
    if (place > 0 && mayMerge(sealed.get(place - 1), fewer)) {
      sealed.set(place - 1, SegmentEdits.merged(sealed.get(place - 1), fewer));
      sealed.remove(place);
    }
  }

  private boolean mayMerge(IndexSegment older, IndexSegment newer) {
    return older.day() == newer.day()
        && older.size() + newer.size() <= segmentIdsMax
        && SegmentEdits.canMerge(older, newer);
  }

  /// Everything, oldest first. All but the last one are sealed.
  List<IndexSegment> all() {
    var all = new ArrayList<>(sealed);
    if (newest.size() > 0) {
      all.add(withNewest());
    } else if (growing != null) {
      all.add(growing);
    }
    return all;
  }

  /// Adds a segment that is newer than all before it.
  void restore(IndexSegment segment) {
    seal();
    growing = segment;
    day = segment.day();
    sealIfFull();
  }

  void clear() {
    sealed.clear();
    growing = null;
    newest.clear();
    day = Integer.MIN_VALUE;
  }

  long bytesHeld() {
    long bytes = 40 + 24 + 32 + 4L * sealed.size() + newest.bytesHeld();
    for (IndexSegment segment : sealed) {
      bytes += segment.bytesHeld();
    }
    return growing == null ? bytes : bytes + growing.bytesHeld();
  }
}
