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
  private final SealedSegments sealed;
  // Its filter has room for a whole segment, so that growing adds only what is new.
  private @Nullable IndexSegment growing;
  private final NewestIds newest;
  private int day = Integer.MIN_VALUE;

  /// @param segmentIdsMax bounds the time of one merge
  SegmentChain(int segmentIdsMax) {
    this.segmentIdsMax = segmentIdsMax;
    this.sealed = new SealedSegments(segmentIdsMax);
    this.newest = new NewestIds(Math.min(NEWEST_MAX, Integer.highestOneBit(segmentIdsMax)));
  }

  long newestBefore(long key, long before) {
    long found = newest.newestBefore(key, before);
    if (found < 0 && growing != null) {
      found = growing.newestBefore(key, before);
    }
    return found < 0 ? sealed.newestBefore(key, before) : found;
  }

  void findAll(int idHash, LongConsumer found) {
    newest.findAll(idHash, found);
    if (growing != null) {
      growing.findAll(idHash, found);
    }
    sealed.findAll(idHash, found);
  }

  /// The greatest journal number up to which ids of a client may be forgotten, or -1.
  long forgottenUpTo(int clientHash) {
    return growing != null && growing.forgotten().has(clientHash)
        ? growing.last()
        : sealed.forgottenUpTo(clientHash);
  }

  /// True when ids of any client are forgotten.
  boolean forgetsAny() {
    return growing != null && !growing.forgotten().isEmpty() || sealed.forgetsAny();
  }

  /// Gives up sets of clients of which ids were forgotten, the largest first, until the rest is no
  /// larger than the bound. Ids of any client may be forgotten then, as far as the segments know.
  ///
  /// @return how many sets were given up
  int limitForgottenClients(int clientsMax) {
    int widened = 0;
    while (forgottenClients() > clientsMax) {
      // A restored segment may grow on, and has its set already.
      if (growing != null && sealed.forgottenClients() == 0) {
        growing = growing.forgettingAll();
      } else {
        sealed.widenLargestForgotten();
      }
      widened++;
    }
    return widened;
  }

  private int forgottenClients() {
    return sealed.forgottenClients() + (growing == null ? 0 : growing.forgotten().count());
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
    return sealed.remove(key, sequence);
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
    return growing == null ? later : SegmentEdits.merged(growing, later, segmentIdsMax);
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
    IndexSegment oldest = sealed.oldest();
    return oldest == null || oldest.day() >= firstDay ? null : oldest;
  }

  void removeOldest() {
    sealed.removeOldest();
  }

  /// The place of the oldest segment with ids of any of these clients, sealed if need be; -1 when
  /// there is none.
  int oldestWith(IntPredicate clients) {
    int place = sealed.oldestWith(clients, 0);
    if (place >= 0) {
      return place;
    }
    int first = sealed.size();
    seal();
    return sealed.oldestWith(clients, first);
  }

  IndexSegment at(int place) {
    return sealed.at(place);
  }

  /// Puts a segment with fewer ids in a place.
  void replace(int place, IndexSegment fewer) {
    sealed.replace(place, fewer);
  }

  /// Everything, oldest first. All but the last one are sealed.
  List<IndexSegment> all() {
    var all = new ArrayList<>(sealed.all());
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
    long bytes = 40 + sealed.bytesHeld() + newest.bytesHeld();
    return growing == null ? bytes : bytes + growing.bytesHeld();
  }
}
