package dev.tradewitness.client.spool;

import dev.tradewitness.client.event.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// One file of the spool: records one after the other. Whatever the bytes are, reading finds every
/// whole record and says where it had to skip. For one thread.
final class Segment implements AutoCloseable {

  private static final int SCAN_BYTES = 64 * 1024;

  private final Path path;
  private final FileChannel channel;

  /// Of the bytes that count: all of a file that was found, all that is durable of a new one.
  private long end;

  /// Behind the end, and still in the file.
  private long givenUpBytes;

  /// Bytes before it that are no record have been counted.
  private long skippedTo;

  private boolean isDamaged;

  private Segment(Path path, FileChannel channel, long end) {
    this.path = path;
    this.channel = channel;
    this.end = end;
  }

  static Segment create(Path path) throws IOException {
    return new Segment(
        path,
        FileChannel.open(
            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
        0);
  }

  static Segment open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      return new Segment(path, channel, channel.size());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  Path path() {
    return path;
  }

  long end() {
    return end;
  }

  /// What the file takes of the disk.
  long bytes() {
    return end + givenUpBytes;
  }

  /// Whether bytes were found in it that had been records.
  boolean isDamaged() {
    return isDamaged;
  }

  /// Appends records; they are on the disk when it returns. After an exception nothing may be
  /// appended any more; what was appended before still counts.
  void append(List<Event> events) throws IOException {
    ByteBuffer bytes = RecordFormat.encoded(events);
    long at = end;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
    channel.force(true);
    end = at;
  }

  /// Cuts off what is behind a place.
  void cut(long to) throws IOException {
    channel.truncate(to);
    channel.force(true);
    end = to;
  }

  /// What is at a place of the file.
  sealed interface Found {

    /// @param next where the next record begins
    record Whole(Event event, long next) implements Found {}

    /// Bytes that are no whole record.
    ///
    /// @param next where the next whole record begins, or the end
    /// @param torn whether they are the beginning of a record that the file's end cuts off: an
    ///   append that did not finish, so its events never counted as spooled
    record Skipped(long next, boolean torn) implements Found {}

    record End() implements Found {}
  }

  Found read(long at) throws IOException {
    long left = end - at;
    if (left <= 0) {
      return new Found.End();
    }
    if (left < RecordFormat.HEAD_BYTES) {
      return new Found.Skipped(end, true);
    }
    RecordFormat.Head head = RecordFormat.head(bytes(at, RecordFormat.HEAD_BYTES), 0);
    boolean fits = head.length() <= left - RecordFormat.HEAD_BYTES;
    if (head.isPlausible() && fits) {
      ByteBuffer body = bytes(at + RecordFormat.HEAD_BYTES, head.length());
      if (RecordFormat.crc(head.length(), body) == head.crc()) {
        return new Found.Whole(
            RecordFormat.event(body), at + RecordFormat.HEAD_BYTES + head.length());
      }
    }
    long next = nextWhole(at + 1);
    return new Found.Skipped(next, next == end && head.isPlausible() && !fits);
  }

  /// Notes bytes that are no record.
  ///
  /// @return whether for the first time
  boolean skip(Found.Skipped bytes) {
    if (bytes.next() <= skippedTo) {
      return false;
    }
    skippedTo = bytes.next();
    isDamaged |= !bytes.torn();
    return true;
  }

  /// What is behind a place cannot be read, and does not count any more. It stays in the file.
  void giveUpFrom(long at) {
    isDamaged = true;
    givenUpBytes += end - at;
    end = at;
  }

  private long nextWhole(long from) throws IOException {
    long at = from;
    while (end - at >= RecordFormat.HEAD_BYTES) {
      ByteBuffer bytes = bytes(at, (int) Math.min(SCAN_BYTES, end - at));
      for (int i = 0; i + RecordFormat.HEAD_BYTES <= bytes.limit(); i++) {
        RecordFormat.Head head = RecordFormat.head(bytes, i);
        if (head.isPlausible() && isWhole(at + i, head)) {
          return at + i;
        }
      }
      // The last bytes may be the beginning of a head.
      at += bytes.limit() - RecordFormat.HEAD_BYTES + 1;
    }
    return end;
  }

  private boolean isWhole(long at, RecordFormat.Head head) throws IOException {
    return head.length() <= end - at - RecordFormat.HEAD_BYTES
        && RecordFormat.crc(head.length(), bytes(at + RecordFormat.HEAD_BYTES, head.length()))
            == head.crc();
  }

  private ByteBuffer bytes(long from, int length) throws IOException {
    var into = ByteBuffer.allocate(length);
    while (into.hasRemaining()) {
      if (channel.read(into, from + into.position()) < 0) {
        throw new IOException("%s ends before %d".formatted(path, from + length));
      }
    }
    return into.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
