package dev.tradewitness.authorize.lane;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Keys with their journal numbers in the order in which they were put: sealed segments, one that
/// still grows, and the newest keys, which are not sorted yet.
final class SegmentChain {

  private static final int NEWEST_MAX = 1024;

  private final int segmentIdsMax;
  // Oldest first.
  private final ArrayDeque<IndexSegment> sealed = new ArrayDeque<>();
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
    Iterator<IndexSegment> older = sealed.descendingIterator();
    while (found < 0 && older.hasNext()) {
      found = older.next().newestBefore(key, before);
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

  /// Takes the newest key away; a sealed segment that loses one grows again.
  void remove(long key, long sequence) {
    if (newest.size() > 0) {
      newest.removeNewest(key, sequence);
      return;
    }
    IndexSegment last = growing == null ? sealed.pollLast() : growing;
    if (last == null) {
      throw new IllegalStateException("nothing is remembered, nor is number " + sequence);
    }
    // The next key may be of a later day than the segment that grows again.
    day = last.day();
    IndexSegment fewer = last.without(key, sequence);
    growing = fewer.size() == 0 ? null : fewer;
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
    return growing == null ? later : growing.with(later);
  }

  private void sealIfFull() {
    if (growing != null && growing.size() + newest.max() > segmentIdsMax) {
      sealed.addLast(growing);
      growing = null;
    }
  }

  private void seal() {
    merge();
    if (growing != null) {
      sealed.addLast(growing);
      growing = null;
    }
  }

  /// The lowest number of all, or -1.
  long first() {
    IndexSegment oldest = sealed.peekFirst();
    return oldest == null ? growingFrom() : oldest.first();
  }

  /// The oldest segment, sealed if need be; null when there is none.
  @Nullable IndexSegment oldest() {
    if (sealed.isEmpty()) {
      seal();
    }
    return sealed.peekFirst();
  }

  /// The oldest segment when it is of an earlier day, or null.
  @Nullable IndexSegment oldestBefore(int firstDay) {
    if (day < firstDay) {
      seal();
    }
    IndexSegment oldest = sealed.peekFirst();
    return oldest == null || oldest.day() >= firstDay ? null : oldest;
  }

  void removeOldest() {
    sealed.removeFirst();
  }

  /// Everything, oldest first. All but the last one never change again.
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

  long bytesHeld() {
    long bytes = 40 + 24 + 32 + 8L * sealed.size() + newest.bytesHeld();
    for (IndexSegment segment : sealed) {
      bytes += segment.bytesHeld();
    }
    return growing == null ? bytes : bytes + growing.bytesHeld();
  }
}
