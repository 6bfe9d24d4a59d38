package dev.tradewitness.authorize.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Segments to which nothing is added any more, oldest first. Ids only go from them.
final class SealedSegments {

  private final int segmentIdsMax;
  private final ArrayList<IndexSegment> segments = new ArrayList<>();

  /// @param segmentIdsMax ids in a segment
  SealedSegments(int segmentIdsMax) {
    this.segmentIdsMax = segmentIdsMax;
  }

  long newestBefore(long key, long before) {
    long found = -1;
    for (int i = segments.size() - 1; found < 0 && i >= 0; i--) {
      found = segments.get(i).newestBefore(key, before);
    }
    return found;
  }

  void findAll(int idHash, LongConsumer found) {
    segments.forEach(segment -> segment.findAll(idHash, found));
  }

  /// The greatest journal number up to which ids of a client may be forgotten, or -1.
  long forgottenUpTo(int clientHash) {
    for (int i = segments.size() - 1; i >= 0; i--) {
      if (segments.get(i).forgotten().has(clientHash)) {
        return segments.get(i).last();
      }
    }
    return -1;
  }

  boolean forgetsAny() {
    return segments.stream().anyMatch(segment -> !segment.forgotten().isEmpty());
  }

  /// Clients in all segments' sets of those of which ids were forgotten.
  int forgottenClients() {
    int clients = 0;
    for (IndexSegment segment : segments) {
      clients += segment.forgotten().count();
    }
    return clients;
  }

  /// Gives the largest set up: any client may be one of which that segment has forgotten ids.
  void widenLargestForgotten() {
    int largest = 0;
    for (int place = 1; place < segments.size(); place++) {
      if (segments.get(place).forgotten().count() > segments.get(largest).forgotten().count()) {
        largest = place;
      }
    }
    segments.set(largest, segments.get(largest).forgettingAll());
  }

  void add(IndexSegment newest) {
    segments.add(newest.trimmed());
  }

  /// Takes the newest key away.
  ///
  /// @return false when the key is forgotten
  /// @throws IllegalStateException when it is not the newest key
  boolean remove(long key, long sequence) {
    boolean forgotten = false;
    for (int place = segments.size() - 1; place >= 0; place--) {
      IndexSegment segment = segments.get(place);
      int at = segment.placeOf(key, sequence);
      forgotten |= segment.forgotten().has((int) key);
      if (segment.first() >= sequence) {
        // All its keys were taken back, the forgotten ones too.
        segments.remove(place);
      } else if (at >= 0) {
        segments.set(place, SegmentEdits.without(segment, at));
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

  @Nullable IndexSegment oldest() {
    return segments.isEmpty() ? null : segments.getFirst();
  }

  void removeOldest() {
    segments.removeFirst();
  }

  /// The place of the oldest segment, from a place on, with ids of any of these clients; -1 when
  /// there is none.
  int oldestWith(IntPredicate clients, int from) {
    for (int place = from; place < segments.size(); place++) {
      if (segments.get(place).holdsAny(clients)) {
        return place;
      }
    }
    return -1;
  }

  int size() {
    return segments.size();
  }

  IndexSegment at(int place) {
    return segments.get(place);
  }

  /// Puts a segment with fewer ids in a place. Small segments of a day become one, so there are not
  /// many more segments than the ids fill.
  void replace(int place, IndexSegment fewer) {
    segments.set(place, fewer);
    if (place > 0 && mayMerge(segments.get(place - 1), fewer)) {
      IndexSegment older = segments.get(place - 1);
      segments.set(place - 1, SegmentEdits.merged(older, fewer, older.size() + fewer.size()));
      segments.remove(place);
    }
  }

  private boolean mayMerge(IndexSegment older, IndexSegment newer) {
    return older.day() == newer.day()
        && older.size() + newer.size() <= segmentIdsMax
        // A segment that loses its ids in portions would be copied with each of them.
        && (older.size() > 0 || newer.size() == 0)
        && SegmentEdits.canMerge(older, newer);
  }

  List<IndexSegment> all() {
    return List.copyOf(segments);
  }

  void clear() {
    segments.clear();
  }

  long bytesHeld() {
    long bytes = 24 + 24 + 4L * segments.size();
    for (IndexSegment segment : segments) {
      bytes += segment.bytesHeld();
    }
    return bytes;
  }
}
