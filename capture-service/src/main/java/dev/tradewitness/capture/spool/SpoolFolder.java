package dev.tradewitness.capture.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records in a folder of segments, oldest first. [#append] returns when they are durable; [#next]
/// reads them in their order, and [#settle] lets go of them. A segment whose records are all
/// settled is deleted, or renamed to `….damaged` when some of it could not be read or is in no
/// other place.
///
/// For one thread, but for the counts.
final class SpoolFolder implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SpoolFolder.class);
  private static final String SUFFIX = ".segment";
  private static final Pattern SEGMENT = Pattern.compile("\\p{Nd}{16}\\.segment");
  private static final String DAMAGED = ".damaged";
  private static final String LOCK = "lock";

  /// The one file of earlier versions; also what they lock.
  private static final String UNMARKED = "spool";

  private static final int BUFFER_BYTES = 256 * 1024;
  private static final int READ_FAILURES_MAX = 20;

  private final Path folder;
  private final Disk disk;
  private final long segmentBytes;
  private final List<SpoolLock> locks = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final ArrayDeque<Segment> segments = new ArrayDeque<>();

  /// The last of the segments while it can be appended to.
  private @Nullable Segment active;

  private long nextNumber = 1;

  /// The segment that is read, and the place behind the last record that was taken from it.
  private @Nullable Segment reading;

  private long readTo;

  /// Read, and not yet taken.
  private @Nullable Taken ahead;

  private int readFailures;
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong damaged = new AtomicLong();
  private final AtomicLong torn = new AtomicLong();
  private volatile long bytes;
  private volatile boolean isDamaged;

  private SpoolFolder(Path folder, Disk disk, long segmentBytes) {
    this.folder = folder;
    this.disk = disk;
    this.segmentBytes = segmentBytes;
  }

  /// @param segmentBytes a segment of this size is not appended to any more
  /// @throws IOException when the folder cannot be used, or another process uses it
  static SpoolFolder open(Path folder, Disk disk, long segmentBytes) throws IOException {
    make(folder.toAbsolutePath(), disk);
    var spool = new SpoolFolder(folder, disk, segmentBytes);
    try {
      spool.locks.add(SpoolLock.take(folder, LOCK));
      if (Files.exists(folder.resolve(UNMARKED))) {
        spool.locks.add(SpoolLock.take(folder, UNMARKED));
      }
      spool.recover();
      return spool;
    } catch (IOException | RuntimeException | Error e) {
      try {
        spool.close();
      } catch (IOException | RuntimeException | Error again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  /// Makes the folder with a durable name, and those above it: else a loss of power takes the
  /// folder with all that was acknowledged in it. The name of one that exists is made durable, too:
  /// whoever made it may have died in between.
  private static void make(Path folder, Disk disk) throws IOException {
    Path parent = folder.getParent();
    if (parent == null) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      make(parent, disk);
      Files.createDirectories(folder); // somebody else may make it, too
      disk.forceFolder(parent);
      return;
    }
    try {
      disk.forceFolder(parent);
    } catch (IOException e) {
      // Whoever may not read the parent did not make the folder.
      log.atWarn().addKeyValue("folder", parent).setCause(e).log("folder not forced to the disk");
    }
  }

  private void recover() throws IOException {
    if (Files.exists(folder.resolve(UNMARKED))) {
      recover(folder.resolve(UNMARKED), RecordFormat.UNMARKED);
    }
    List<Path> found;
    try (var files = Files.list(folder)) {
      found =
          files
              .filter(file -> SEGMENT.matcher(file.getFileName().toString()).matches())
              .sorted()
              .toList();
    }
    for (Path file : found) {
      nextNumber = number(file) + 1;
      recover(file, RecordFormat.MARKED);
    }
    try {
      store();
    } catch (IOException e) {
      // Not on a disk that is full, for instance; nothing is lost by it.
      log.atWarn().addKeyValue("folder", folder).setCause(e).log("spent segments not removed");
    }
  }

  private void recover(Path file, RecordFormat format) throws IOException {
    Segment segment = Segment.open(disk, file, format);
    segments.addLast(segment);
    long at = segment.settledTo();
    long found = 0;
    try {
      while (at < segment.end()) {
        at =
            switch (segment.read(at)) {
              case Segment.Found.Whole(_, var next) -> {
                found++;
                yield next;
              }
              case Segment.Found.Skipped bytes -> {
                skipped(segment, at, bytes);
                yield bytes.next();
              }
              case Segment.Found.End() -> segment.end();
            };
      }
      if (found == 0) {
        segment.pass();
      }
    } catch (IOException e) {
      // Capture starts all the same: whoever drains the folder tries again.
      log.atError().addKeyValue("file", file).setCause(e).log("segment not readable now");
      found++; // as if there were one, so that it is tried again
    }
    records.addAndGet(found);
  }

  private static long number(Path file) {
    String name = file.getFileName().toString();
    return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
  }

  private Path path(long number) {
    // The default locale may write other digits, which would sort behind those of another one.
    return folder.resolve(String.format(Locale.ROOT, "%016d%s", number, SUFFIX));
  }

  /// Appends records; they are on the disk when it returns.
  ///
  /// @throws IOException when they are not; they may still be found after the next start
  void append(List<ByteBuffer> bodies) throws IOException {
    Segment segment = active;
    if (segment == null || segment.end() >= segmentBytes) {
      active = null;
      segment = Segment.create(disk, path(nextNumber++));
      segments.addLast(segment);
    }
    try {
      if (segment != active) {
        disk.forceFolder(folder);
        active = segment;
      }
      segment.append(bodies, buffer);
      records.addAndGet(bodies.size());
      countBytes();
    } catch (IOException e) {
      // A file whose fsync failed may have lost what the system says it holds.
      active = null;
      try {
        endAfterFailure(segment);
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  /// While a disk fails, each attempt would leave another file.
  private void endAfterFailure(Segment segment) throws IOException {
    if (!segment.isEmpty()) {
      segment.cutToEnd();
      return;
    }
    segments.remove(segment);
    try {
      segment.close();
    } finally {
      disk.delete(segment.path());
    }
  }

  /// A record that was taken from the folder.
  ///
  /// @param next where the one behind it begins
  record Taken(Segment segment, long at, long next, ByteBuffer body) {}

  /// Takes the next record; null when all are taken.
  @Nullable Taken next() throws IOException {
    Taken record = ahead == null ? read() : ahead;
    ahead = null;
    if (record != null) {
      record.segment.taken();
      reading = record.segment;
      readTo = record.next;
    }
    return record;
  }

  /// Whether every record has been taken.
  boolean isTakenToEnd() throws IOException {
    if (ahead == null) {
      ahead = read();
    }
    return ahead == null;
  }

  private @Nullable Taken read() throws IOException {
    Segment segment = reading == null ? segments.peekFirst() : reading;
    long at = segment == null ? 0 : reading == null ? segment.settledTo() : readTo;
    while (segment != null) {
      switch (found(segment, at)) {
        case Segment.Found.Whole(var body, var next) -> {
          return new Taken(segment, at, next, body);
        }
        case Segment.Found.Skipped bytes -> {
          skipped(segment, at, bytes);
          at = bytes.next();
        }
        case Segment.Found.End() -> {
          Segment behind = behind(segment);
          if (segment != active) {
            segment.pass();
          }
          segment = behind;
          at = behind == null ? 0 : behind.settledTo();
        }
      }
    }
    return null;
  }

  private Segment.Found found(Segment segment, long at) throws IOException {
    try {
      Segment.Found found = segment.read(at);
      readFailures = 0;
      return found;
    } catch (IOException e) {
      readFailures++;
      if (readFailures < READ_FAILURES_MAX) {
        throw e;
      }
      log.atError().addKeyValue("file", segment.path()).setCause(e).log("rest of segment given up");
      readFailures = 0;
      damaged.incrementAndGet();
      segment.giveUp();
      return new Segment.Found.End();
    }
  }

  private void skipped(Segment segment, long at, Segment.Found.Skipped bytes) {
    if (!segment.skipped(bytes)) {
      return;
    }
    log.atError()
        .addKeyValue("file", segment.path())
        .addKeyValue("from", at)
        .addKeyValue("to", bytes.next())
        .log(
            bytes.torn()
                ? "the end of a spooled group was never written"
                : "spooled events are damaged");
    if (bytes.torn()) {
      torn.incrementAndGet();
    } else {
      damaged.incrementAndGet();
    }
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

  /// The oldest record that was taken and not settled need not be kept any longer.
  void settle(Taken record) {
    record.segment.settle(record.next);
    records.updateAndGet(all -> Math.max(0, all - 1));
  }

  /// Keeps the record's segment as `….damaged` once all of it is settled: the record is in no other
  /// place.
  void keepAside(Taken record) {
    record.segment.keepAside();
  }

  /// Takes the record again with the next [#next], and all behind it.
  void rewind(Taken record) {
    boolean isReadAgain = false;
    for (Segment segment : segments) {
      isReadAgain |= segment == record.segment;
      if (isReadAgain) {
        segment.rewind();
      }
    }
    reading = record.segment;
    readTo = record.at;
    ahead = null;
  }

  /// Writes down what is settled, and lets go of segments that are spent.
  ///
  /// @throws IOException when the disk does not take it: settled records may be read again after
  ///   the next start
  void store() throws IOException {
    if (active != null && active.inHand() == 0 && isTakenToEnd()) {
      active.pass();
      active = null;
    }
    for (Segment segment = segments.peekFirst();
        segment != null && segment.isSpent();
        segment = segments.peekFirst()) {
      segments.removeFirst();
      if (reading == segment) {
        reading = null;
      }
      drop(segment);
    }
    Segment oldest = segments.peekFirst();
    if (oldest != null) {
      oldest.storeSettled();
    }
    count();
  }

  private void drop(Segment segment) throws IOException {
    segment.close();
    Path path = segment.path();
    if (segment.damaged() == 0) {
      disk.delete(path);
      return;
    }
    Path aside = folder.resolve(path.getFileName() + DAMAGED);
    for (int i = 2; Files.exists(aside); i++) {
      aside = folder.resolve(path.getFileName() + "-" + i + DAMAGED);
    }
    disk.rename(path, aside);
  }

  private void countBytes() {
    bytes = segments.stream().mapToLong(Segment::end).sum();
  }

  private void count() throws IOException {
    countBytes();
    try (var files = Files.list(folder)) {
      isDamaged =
          files.anyMatch(file -> file.toString().endsWith(DAMAGED))
              || segments.stream().anyMatch(segment -> segment.damaged() > 0);
    }
  }

  /// Records that are not settled.
  long records() {
    return records.get();
  }

  /// Of all segments.
  long bytes() {
    return bytes;
  }

  /// How often bytes that were written could not be read since the start.
  long damaged() {
    return damaged.get();
  }

  /// How many beginnings of records were found that a crash cut off.
  long torn() {
    return torn.get();
  }

  /// Whether there is a segment, or one that was set aside, that an operator must look at.
  boolean isDamaged() {
    return isDamaged;
  }

  @Override
  public void close() throws IOException {
    try {
      for (Segment segment : segments) {
        segment.close();
      }
    } finally {
      for (SpoolLock lock : locks) {
        lock.close();
      }
    }
  }
}
