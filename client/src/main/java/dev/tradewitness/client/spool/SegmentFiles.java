package dev.tradewitness.client.spool;

import dev.tradewitness.client.event.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The files of a spool, oldest first: how they are named, which one grows, and how much disk all
/// of them take. For one thread; the size is for any.
final class SegmentFiles implements AutoCloseable {

  private static final String SUFFIX = ".spool";
  private static final String DAMAGED = ".damaged";
  private static final Pattern NAME = Pattern.compile("[0-9]{16}\\.spool(\\.damaged)?");

  private final Path folder;
  private final SpoolBounds bounds;
  private final ArrayDeque<Segment> segments = new ArrayDeque<>();
  private long nextNumber = 1;

  /// Takes appends; null when the next one makes a new file.
  private @Nullable Segment active;

  /// Sizes of files that hold damaged records, and are kept for a person to look at.
  private final Map<Path, Long> aside = new HashMap<>();

  private volatile long bytes;

  SegmentFiles(Path folder, SpoolBounds bounds) {
    this.folder = folder;
    this.bounds = bounds;
  }

  /// Opens what an earlier process left. Files of other names are not touched.
  void find() throws IOException {
    List<Path> found;
    try (var files = Files.list(folder)) {
      found = files.sorted().toList();
    }
    for (Path file : found) {
      String name = file.getFileName().toString();
      if (NAME.matcher(name).matches()) {
        nextNumber = Long.parseLong(name.substring(0, 16)) + 1;
        if (name.endsWith(DAMAGED)) {
          aside.put(file, Files.size(file));
        } else {
          segments.addLast(Segment.open(file));
        }
      }
    }
  }

  List<Segment> all() {
    return List.copyOf(segments);
  }

  @Nullable Segment first() {
    return segments.peekFirst();
  }

  /// The next younger file.
  @Nullable Segment behind(Segment segment) {
    Iterator<Segment> all = segments.iterator();
    while (all.hasNext()) {
      if (all.next() == segment) {
        return all.hasNext() ? all.next() : null;
      }
    }
    return null;
  }

  /// A file that was kept, and that a person has removed, takes no room any more.
  boolean hasRoom(long fresh) {
    if (bytes + fresh > bounds.bytesMax() && aside.keySet().removeIf(Files::notExists)) {
      countBytes();
    }
    return bytes + fresh <= bounds.bytesMax();
  }

  /// Appends to the file that grows, or to a new one; the events are on the disk when it returns.
  ///
  /// @return the file that has them
  Segment append(List<Event> events) throws IOException {
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
    countBytes();
    return segment;
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

  /// Makes a file whose name is on the disk, too.
  private Segment next() throws IOException {
    // The default locale may write other digits than those that a start looks for.
    String name = String.format(Locale.ROOT, "%016d%s", nextNumber++, SUFFIX);
    Segment segment = Segment.create(folder.resolve(name));
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

  boolean isGrowing(Segment segment) {
    return segment == active;
  }

  /// What is behind a place of the file cannot be read; nothing is appended to it any more.
  void giveUp(Segment segment, long from) {
    segment.giveUpFrom(from);
    if (isGrowing(segment)) {
      active = null;
    }
  }

  /// Deletes the oldest file; one with damaged records is kept beside the others.
  void removeFirst() throws IOException {
    Segment segment = segments.removeFirst();
    if (isGrowing(segment)) {
      active = null;
    }
    segment.close();
    if (segment.isDamaged()) {
      Path kept = folder.resolve(segment.path().getFileName() + DAMAGED);
      Files.move(segment.path(), kept);
      aside.put(kept, segment.bytes());
    } else {
      Files.delete(segment.path());
    }
  }

  void countBytes() {
    long kept = aside.values().stream().mapToLong(Long::longValue).sum();
    bytes = kept + segments.stream().mapToLong(Segment::bytes).sum();
  }

  /// Of all files, those with damaged records included.
  long bytes() {
    return bytes;
  }

  @Override
  public void close() throws IOException {
    for (Segment segment : segments) {
      segment.close();
    }
  }
}
