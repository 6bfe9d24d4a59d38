package dev.tradewitness.client.spool;

import dev.tradewitness.client.event.Event;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A queue of events in a folder of its own: what was appended is on the disk, comes out in the
/// same order, and stays until it is settled, also over kill -9. A file goes when all of it is
/// settled, so after a start some events come out again; capture knows them by their ids. For one
/// thread; the counts are for any.
public final class FileSpool implements AutoCloseable {

  private static final String SUFFIX = ".spool";
  private static final String DAMAGED = ".damaged";
  private static final int READ_FAILURES_MAX = 3;
  private static final Pattern NAME = Pattern.compile("[0-9]{16}\\.spool(\\.damaged)?");

  /// @param at offset of the next record in the segment
  private record Place(Segment segment, long at) {}

  private final Path folder;
  private final SpoolBounds bounds;
  private final FileChannel lock;
  private final ArrayDeque<Segment> segments = new ArrayDeque<>();
  private long nextNumber = 1;

  /// Takes appends; null when the next one makes a new file.
  private @Nullable Segment active;

  /// Behind what was read last; null at the beginning.
  private @Nullable Place readTo;

  /// Records that were read and are not settled.
  private int inHand;

  /// One after the other.
  private int readFailures;

  /// Of files that hold damaged records, and are kept for a person to look at.
  private long asideBytes;

  private final AtomicLong records = new AtomicLong();
  private final AtomicLong damaged = new AtomicLong();
  private final AtomicLong torn = new AtomicLong();
  private volatile long bytes;

  private FileSpool(Path folder, SpoolBounds bounds, FileChannel lock) {
    this.folder = folder;
    this.bounds = bounds;
    this.lock = lock;
  }

  /// Opens the folder, which is made when it is not there, and finds what an earlier process left.
  /// The beginning of a record that a crash cut off is removed.
  ///
  /// @throws IOException when the folder cannot be used, or another client uses it
  public static FileSpool open(Path folder, SpoolBounds bounds) throws IOException {
    SpoolFolder.create(folder.toAbsolutePath());
    var spool = new FileSpool(folder, bounds, SpoolFolder.lock(folder));
    try {
      spool.recover();
      return spool;
    } catch (IOException e) {
      spool.close();
      throw e;
    }
  }

  private void recover() throws IOException {
    List<Path> found;
    try (var files = Files.list(folder)) {
      found = files.sorted().toList();
    }
    for (Path file : found) {
      String name = file.getFileName().toString();
      if (!NAME.matcher(name).matches()) {
        continue;
      }
      nextNumber = Long.parseLong(name.substring(0, 16)) + 1;
      if (name.endsWith(DAMAGED)) {
        asideBytes += Files.size(file);
      } else {
        Segment segment = Segment.open(file);
        segments.addLast(segment);
        recover(segment);
      }
    }
    release();
  }

  private void recover(Segment segment) throws IOException {
    for (long at = 0; at < segment.end(); ) {
      switch (segment.read(at)) {
        case Segment.Found.Whole(_, var next) -> {
          records.incrementAndGet();
          at = next;
        }
        case Segment.Found.Skipped bytes -> {
          skipped(segment, bytes);
          if (bytes.torn()) {
            segment.cut(at);
          }
          at = bytes.next();
        }
        case Segment.Found.End() -> at = segment.end();
      }
    }
  }

  private void skipped(Segment segment, Segment.Found.Skipped bytes) {
    if (segment.skip(bytes)) {
      if (bytes.torn()) {
        torn.incrementAndGet();
      } else {
        damaged.incrementAndGet();
      }
    }
  }

  /// Appends all events or none; they are on the disk when it returns true.
  ///
  /// @return false when the spool has no room for them
  /// @throws IOException when they may not be on the disk; they may still come out after the next
  ///   start
  public boolean append(List<Event> events) throws IOException {
    if (bytes + RecordFormat.bytes(events) > bounds.bytesMax()) {
      return false;
    }
    Segment segment = active == null || active.end() >= bounds.segmentBytes() ? next() : active;
    // Until it is written: a file whose fsync failed may have lost what the system says it holds.
    active = null;
    long end = segment.end();
    try {
      segment.append(events);
    } catch (IOException e) {
      try {
        endAfterFailure(segment, end);
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
    active = segment;
    records.addAndGet(events.size());
    countBytes();
    return true;
  }

  /// While a disk fails, each attempt would leave another file.
  private void endAfterFailure(Segment segment, long end) throws IOException {
    if (end > 0) {
      segment.cut(end);
      return;
    }
    segments.remove(segment);
    segment.close();
    Files.delete(segment.path());
  }

  /// Appends events to a spool without any, as if they had been read already: they stay until the
  /// next [#settle].
  ///
  /// @return as [#append]
  /// @throws IllegalStateException when there are others, which must come out first
  public boolean appendAsRead(List<Event> events) throws IOException {
    if (records.get() != 0) {
      throw new IllegalStateException("expected an empty spool, found " + records.get());
    }
    if (!append(events)) {
      return false;
    }
    Segment segment = segments.getLast();
    readTo = new Place(segment, segment.end());
    inHand = events.size();
    return true;
  }

  /// Makes a file whose name is on the disk, too.
  private Segment next() throws IOException {
    Segment segment = Segment.create(folder.resolve("%016d%s".formatted(nextNumber++, SUFFIX)));
    try {
      SpoolFolder.forceNames(folder);
    } catch (IOException e) {
      segment.close();
      Files.delete(segment.path());
      throw e;
    }
    segments.addLast(segment);
    return segment;
  }

  /// The oldest events that were not read, in order: at least one where there is one, and not more
  /// than the bounds say. They stay until [#settle].
  public List<Event> read(int eventsMax, long bytesMax) throws IOException {
    var events = new ArrayList<Event>();
    long size = 0;
    Place place = readTo != null ? readTo : begin();
    while (place != null && events.size() < eventsMax) {
      switch (found(place)) {
        case Segment.Found.Whole(var event, var next) -> {
          size += event.bytes();
          if (size > bytesMax && !events.isEmpty()) {
            return taken(events, place);
          }
          events.add(event);
          place = new Place(place.segment, next);
        }
        case Segment.Found.Skipped skipped -> {
          skipped(place.segment, skipped);
          place = new Place(place.segment, skipped.next());
        }
        case Segment.Found.End() -> {
          Segment behind = behind(place.segment);
          if (behind == null) {
            return taken(events, place);
          }
          place = new Place(behind, 0);
        }
      }
    }
    return taken(events, place);
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
      damaged.incrementAndGet();
      place.segment.giveUpFrom(place.at);
      if (place.segment == active) {
        active = null;
      }
      return new Segment.Found.End();
    }
  }

  private @Nullable Place begin() {
    Segment first = segments.peekFirst();
    return first == null ? null : new Place(first, 0);
  }

  private List<Event> taken(List<Event> events, @Nullable Place place) {
    readTo = place;
    inHand += events.size();
    if (inHand == 0) {
      // What was counted at the start cannot be read any more.
      records.set(0);
    }
    return events;
  }

  private @Nullable Segment behind(Segment segment) {
    Iterator<Segment> all = segments.iterator();
    while (all.hasNext()) {
      if (all.next() == segment) {
        return all.hasNext() ? all.next() : null;
      }
    }
    return null;
  }

  /// Everything that was read need not be kept any longer.
  ///
  /// @throws IOException when a spent file cannot be removed; its events may come out again after
  ///   the next start
  public void settle() throws IOException {
    records.addAndGet(-inHand);
    inHand = 0;
    release();
  }

  /// Lets go of files in which nothing is left.
  private void release() throws IOException {
    try {
      while (isSpent(segments.peekFirst())) {
        drop(segments.removeFirst());
      }
    } finally {
      countBytes();
    }
  }

  private boolean isSpent(@Nullable Segment first) {
    if (first == null || records.get() == 0) {
      return first != null; // damaged bytes at its end are no record to wait for
    }
    if (readTo == null || inHand > 0) {
      return false;
    }
    return readTo.segment != first || first != active && readTo.at >= first.end();
  }

  private void drop(Segment segment) throws IOException {
    if (segment == active) {
      active = null;
    }
    if (readTo != null && readTo.segment == segment) {
      readTo = null;
    }
    segment.close();
    if (segment.isDamaged()) {
      asideBytes += segment.end();
      Files.move(segment.path(), folder.resolve(segment.path().getFileName() + DAMAGED));
    } else {
      Files.delete(segment.path());
    }
  }

  private void countBytes() {
    bytes = asideBytes + segments.stream().mapToLong(Segment::end).sum();
  }

  /// Events that are not settled.
  public long records() {
    return records.get();
  }

  /// Of all files, those with damaged records included.
  public long bytes() {
    return bytes;
  }

  /// How many times bytes that were written could not be read since the start.
  public long damaged() {
    return damaged.get();
  }

  /// How many beginnings of records were found that a crash cut off.
  public long torn() {
    return torn.get();
  }

  @Override
  public void close() throws IOException {
    for (Segment segment : segments) {
      segment.close();
    }
    lock.close();
  }
}
