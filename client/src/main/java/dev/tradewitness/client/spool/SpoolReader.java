package dev.tradewitness.client.spool;

import dev.tradewitness.client.event.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far a spool was read, and how much of that is not settled. For one thread.
final class SpoolReader {

  private static final int READ_FAILURES_MAX = 3;

  /// @param at offset of the next record in the segment
  private record Place(Segment segment, long at) {}

  private final SegmentFiles files;
  private final SpoolCounts counts;

  /// Behind what was read last; null at the beginning.
  private @Nullable Place readTo;

  /// Records that were read and are not settled.
  private int inHand;

  /// One after the other.
  private int readFailures;

  SpoolReader(SegmentFiles files, SpoolCounts counts) {
    this.files = files;
    this.counts = counts;
  }

  List<Event> read(int eventsMax, long bytesMax) throws IOException {
    var events = new ArrayList<Event>();
    long size = 0;
    Place place = readTo != null ? readTo : begin();
    while (place != null && events.size() < eventsMax) {
      Segment.Found found;
      try {
        found = found(place);
      } catch (IOException e) {
        if (events.isEmpty()) {
          throw e;
        }
        // The next read begins at the bad place, so its attempts follow one another.
        return taken(events, place);
      }
      switch (found) {
        case Segment.Found.Whole(var event, var next) -> {
          size += event.bytes();
          if (size > bytesMax && !events.isEmpty()) {
            return taken(events, place);
          }
          events.add(event);
          place = new Place(place.segment, next);
        }
        case Segment.Found.Skipped skipped -> {
          counts.skipped(place.segment, skipped);
          place = new Place(place.segment, skipped.next());
        }
        case Segment.Found.End() -> {
          Segment behind = files.behind(place.segment);
          if (behind == null) {
            return taken(events, place);
          }
          place = new Place(behind, 0);
        }
      }
    }
    return taken(events, place);
  }

  private @Nullable Place begin() {
    Segment first = files.first();
    return first == null ? null : new Place(first, 0);
  }

  /// A file that cannot be read again and again is given up, so that the others are not behind it
  /// for ever.
  private Segment.Found found(Place place) throws IOException {
    try {
      Segment.Found found = place.segment.read(place.at);
      readFailures = 0;
      return found;
    } catch (IOException e) {
      readFailures++;
      if (readFailures < READ_FAILURES_MAX) {
        throw e;
      }
      readFailures = 0;
      counts.unreadable();
      files.giveUp(place.segment, place.at);
      return new Segment.Found.End();
    }
  }

  private List<Event> taken(List<Event> events, @Nullable Place place) {
    readTo = place;
    inHand += events.size();
    if (inHand == 0) {
      counts.noRecords();
    }
    return events;
  }

  /// Records that were just appended count as read.
  void readUpTo(Segment segment, int records) {
    readTo = new Place(segment, segment.end());
    inHand = records;
  }

  /// Everything that was read is settled.
  void settle() {
    counts.addRecords(-inHand);
    inHand = 0;
  }

  /// Whether nothing in the oldest file is waited for any more.
  boolean isSpent(Segment first) {
    if (counts.records() == 0) {
      return true; // damaged bytes at its end are no record to wait for
    }
    if (readTo == null || inHand > 0) {
      return false;
    }
    return readTo.segment != first || !files.isGrowing(first) && readTo.at >= first.end();
  }

  void forget(Segment segment) {
    if (readTo != null && readTo.segment == segment) {
      readTo = null;
    }
  }
}
