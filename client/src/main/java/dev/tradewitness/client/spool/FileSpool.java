package dev.tradewitness.client.spool;

import dev.tradewitness.client.event.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A queue of events in a folder of its own: what was appended is on the disk, comes out in the
/// same order, and stays until it is settled, also over kill -9. A file goes when all of it is
/// settled, so after a start some events come out again; capture knows them by their ids. For one
/// thread; the counts are for any.
public final class FileSpool implements AutoCloseable {

  private final SpoolLock lock;
  private final SegmentFiles files;
  private final SpoolCounts counts = new SpoolCounts();
  private final SpoolReader reader;
  private final RefusedFile refused;

  private FileSpool(SegmentFiles files, RefusedFile refused, SpoolLock lock) {
    this.files = files;
    this.refused = refused;
    this.lock = lock;
    this.reader = new SpoolReader(files, counts);
  }

  /// Opens the folder, which is made when it is not there, and finds what an earlier process left.
  /// The beginning of a record that a crash cut off is removed.
  ///
  /// @throws IOException when the folder cannot be used, or another client uses it
  public static FileSpool open(Path folder, SpoolBounds bounds) throws IOException {
    SpoolFolder.create(folder.toAbsolutePath());
    var spool =
        new FileSpool(
            new SegmentFiles(folder, bounds),
            new RefusedFile(folder, RefusedFile.BYTES_MAX),
            SpoolLock.take(folder));
    try {
      spool.recover();
      return spool;
    } catch (IOException | RuntimeException | Error e) {
      spool.close();
      throw e;
    }
  }

  private void recover() throws IOException {
    files.find();
    new Recovery(files, counts).run();
    release();
  }

  /// Appends all events or none; they are on the disk when it returns true.
  ///
  /// @return false when the spool has no room for them
  /// @throws IOException when they may not be on the disk; they may still come out after the next
  ///   start
  public boolean append(List<Event> events) throws IOException {
    if (!files.hasRoom(RecordFormat.bytes(events))) {
      return false;
    }
    files.append(events);
    counts.addRecords(events.size());
    return true;
  }

  /// Appends events to a spool without any, as if they had been read already: they stay until the
  /// next [#settle].
  ///
  /// @return as [#append]
  /// @throws IllegalStateException when there are others, which must come out first
  public boolean appendAsRead(List<Event> events) throws IOException {
    if (counts.records() != 0) {
      throw new IllegalStateException("expected an empty spool, found " + counts.records());
    }
    if (!files.hasRoom(RecordFormat.bytes(events))) {
      return false;
    }
    Segment segment = files.append(events);
    counts.addRecords(events.size());
    reader.readUpTo(segment, events.size());
    return true;
  }

  /// The oldest events that were not read, in order; at least one when there are any. They stay
  /// until [#settle].
  ///
  /// @param bytesMax of all of them; a single event may be longer
  public List<Event> read(int eventsMax, long bytesMax) throws IOException {
    return reader.read(eventsMax, bytesMax);
  }

  /// Everything that was read need not be kept any longer.
  ///
  /// @throws IOException when a spent file cannot be removed; its events may come out again after
  ///   the next start
  public void settle() throws IOException {
    reader.settle();
    release();
  }

  /// Writes events that nobody takes to `refused.ndjson`, the first ones that it has room for.
  /// Those lines are on the disk when it returns; after a kill before [#settle] a line may come
  /// twice.
  ///
  /// @return how many
  /// @throws IOException when they may not be on the disk
  public int setAside(List<RefusedEvent> events) throws IOException {
    return refused.append(events);
  }

  /// Lets go of files in which nothing is left.
  private void release() throws IOException {
    try {
      for (Segment first = files.first();
          first != null && reader.isSpent(first);
          first = files.first()) {
        reader.forget(first);
        files.removeFirst();
      }
    } finally {
      files.countBytes();
    }
  }

  /// Events that are not settled.
  public long records() {
    return counts.records();
  }

  /// Of all files, those with damaged records included.
  public long bytes() {
    return files.bytes();
  }

  /// How many times bytes that were written could not be read since the start.
  public long damaged() {
    return counts.damaged();
  }

  /// How many beginnings of records were found that a crash cut off.
  public long torn() {
    return counts.torn();
  }

  @Override
  public void close() throws IOException {
    try {
      files.close();
    } finally {
      lock.close();
    }
  }
}
