package dev.tradewitness.capture.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/// One file of the spool: a header, then records one after the other. Whatever the bytes are,
/// reading finds every whole record and says where it had to skip. For one thread.
///
/// The header names the place up to which records need not be kept. It is not forced to the disk:
/// after a loss of power some records are read again, which is harmless.
final class Segment {

  private static final byte[] MAGIC = "TWSPOOL1".getBytes(StandardCharsets.US_ASCII);
  private static final int SETTLED_BYTES = 12;
  private static final int SCAN_BYTES = 64 * 1024;

  private final Disk.File file;
  private final Path path;
  private final RecordFormat format;

  /// Of the bytes that count: all of a file that was found, all that is durable of a new one.
  private long end;

  /// Every record before it need not be kept.
  private long settled;

  private int damaged;

  /// Bytes before it that are no record have been counted.
  private long skippedTo;

  /// Records that were read and not settled.
  private int inHand;

  /// Whether reading has gone on to the next segment.
  private boolean passed;

  private Segment(Disk.File file, Path path, RecordFormat format, long end) {
    this.file = file;
    this.path = path;
    this.format = format;
    this.end = end;
    this.settled = format.headerBytes;
  }

  /// Makes a new file with a durable header; its name is not durable yet. After an exception there
  /// is no file, unless the disk does not take its deletion either.
  static Segment create(Disk disk, Path path) throws IOException {
    Disk.File file = disk.create(path);
    try {
      var segment = new Segment(file, path, RecordFormat.MARKED, RecordFormat.MARKED.headerBytes);
      segment.writeHeader();
      file.force();
      return segment;
    } catch (IOException e) {
      closeQuietly(file, e);
      deleteQuietly(disk, path, e);
      throw e;
    }
  }

  /// Opens a file that was left behind, at the place up to which it is settled.
  static Segment open(Disk disk, Path path, RecordFormat format) throws IOException {
    Disk.File file = disk.open(path);
    try {
      var segment = new Segment(file, path, format, file.size());
      if (format == RecordFormat.MARKED) {
        segment.readHeader();
      }
      return segment;
    } catch (IOException e) {
      closeQuietly(file, e);
      throw e;
    }
  }

  private static void closeQuietly(Disk.File file, IOException cause) {
    try {
      file.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static void deleteQuietly(Disk disk, Path path, IOException cause) {
    try {
      disk.delete(path);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private void readHeader() throws IOException {
    if (end < format.headerBytes) {
      settled = end; // cut before the first record
      return;
    }
    ByteBuffer header = read(0, format.headerBytes);
    byte[] magic = new byte[MAGIC.length];
    header.get(magic);
    ByteBuffer place = header.slice(MAGIC.length, SETTLED_BYTES);
    int crc = header.getInt(MAGIC.length + SETTLED_BYTES);
    // A header that is cut or spoiled only means that records are read again.
    if (Arrays.equals(magic, MAGIC) && crc(place) == crc) {
      long at = place.getLong(0);
      settled = at >= format.headerBytes && at <= end ? at : format.headerBytes;
      damaged = place.getInt(8);
    }
  }

  private void writeHeader() throws IOException {
    var header = ByteBuffer.allocate(format.headerBytes);
    header.put(MAGIC).putLong(settled).putInt(damaged);
    header.putInt(crc(header.slice(MAGIC.length, SETTLED_BYTES))).clear();
    writeFully(header, 0);
  }

  private static int crc(ByteBuffer bytes) {
    var crc = new CRC32C();
    crc.update(bytes.duplicate());
    return (int) crc.getValue();
  }

  Path path() {
    return path;
  }

  long end() {
    return end;
  }

  /// Whether no record was ever appended.
  boolean isEmpty() {
    return end <= format.headerBytes;
  }

  /// Where the first record begins that has to be kept.
  long settledTo() {
    return settled;
  }

  int damaged() {
    return damaged;
  }

  int inHand() {
    return inHand;
  }

  /// A record has been read.
  void taken() {
    inHand++;
  }

  /// Bytes that are no record have been read.
  ///
  /// @return whether for the first time
  boolean skipped(Found.Skipped bytes) {
    if (bytes.next() <= skippedTo) {
      return false;
    }
    skippedTo = bytes.next();
    damaged += bytes.torn() ? 0 : 1;
    return true;
  }

  /// A record that was read need not be kept any longer.
  void settle(long to) {
    settled = to;
    inHand--;
  }

  /// Records that were read are to be read again.
  void rewind() {
    inHand = 0;
    passed = false;
  }

  /// Reading has gone on to the next segment.
  void pass() {
    passed = true;
  }

  /// Whether nothing in it has to be kept any longer.
  boolean isSpent() {
    return passed && inHand == 0;
  }

  /// Gives up what is left of a file that cannot be read.
  void giveUp() {
    damaged++;
  }

  /// One of its records is let go and written down nowhere else: the file is kept.
  void keepAside() {
    damaged++;
  }

  /// Writes down up to where the file is settled.
  void storeSettled() throws IOException {
    if (format == RecordFormat.MARKED) {
      writeHeader();
    }
  }

  /// Appends records; they are on the disk when it returns. After an exception nothing may be
  /// appended any more; what was appended before still counts.
  ///
  /// @param buffer for this call alone
  void append(List<ByteBuffer> bodies, ByteBuffer buffer) throws IOException {
    long at = end;
    buffer.clear();
    for (ByteBuffer body : bodies) {
      int length = body.remaining();
      var head = ByteBuffer.allocate(format.headBytes);
      head.putInt(RecordFormat.MARK).putInt(length).putInt(format.crc(length, body)).flip();
      at = put(buffer, head, at);
      at = put(buffer, body.duplicate(), at);
    }
    at = flush(buffer, at);
    file.force();
    end = at;
  }

  private long put(ByteBuffer buffer, ByteBuffer from, long at) throws IOException {
    long now = at;
    while (from.hasRemaining()) {
      if (!buffer.hasRemaining()) {
        now = flush(buffer, now);
      }
      int length = Math.min(buffer.remaining(), from.remaining());
      buffer.put(from.slice(from.position(), length));
      from.position(from.position() + length);
    }
    return now;
  }

  private long flush(ByteBuffer buffer, long at) throws IOException {
    buffer.flip();
    int length = buffer.remaining();
    writeFully(buffer, at);
    buffer.clear();
    return at + length;
  }

  private void writeFully(ByteBuffer from, long at) throws IOException {
    long now = at;
    while (from.hasRemaining()) {
      now += file.write(from, now);
    }
  }

  /// Cuts off what a failed append left; in vain on a disk that takes nothing any more.
  void cutToEnd() throws IOException {
    file.truncate(end);
  }

  /// What is at a place of the file.
  sealed interface Found {

    /// @param next where the next record begins
    record Whole(ByteBuffer body, long next) implements Found {}

    /// Bytes that are no whole record.
    ///
    /// @param next where the next whole record begins, or the end
    /// @param torn whether they are the beginning of a record that the file's end cuts off: an
    ///   append that nobody was answered for
    record Skipped(long next, boolean torn) implements Found {}

    record End() implements Found {}
  }

  Found read(long at) throws IOException {
    long left = end - at;
    if (left <= 0) {
      return new Found.End();
    }
    if (left < format.headBytes) {
      return new Found.Skipped(end, true);
    }
    RecordFormat.Head head = format.head(read(at, format.headBytes));
    boolean fits = head.length() <= left - format.headBytes;
    if (head.isPlausible() && fits) {
      ByteBuffer body = read(at + format.headBytes, head.length());
      if (format.crc(head.length(), body) == head.crc()) {
        return new Found.Whole(body, at + format.headBytes + head.length());
      }
    }
    if (isLastWithSpoiledLength(at, head)) {
      return new Found.Whole(read(at + format.headBytes, (int) (left - format.headBytes)), end);
    }
    long next = nextWhole(at + 1);
    return new Found.Skipped(next, next == end && head.isPlausible() && !fits);
  }

  private long nextWhole(long from) throws IOException {
    long at = from;
    while (end - at >= format.headBytes) {
      ByteBuffer bytes = read(at, (int) Math.min(SCAN_BYTES, end - at));
      for (int i = 0; i + format.headBytes <= bytes.limit(); i++) {
        RecordFormat.Head head = format.head(bytes.position(i));
        if (head.isPlausible() && isWhole(at + i, head)) {
          return at + i;
        }
      }
      // The last bytes may be the beginning of a head.
      at += bytes.limit() - format.headBytes + 1;
    }
    return end;
  }

  private boolean isWhole(long at, RecordFormat.Head head) throws IOException {
    return head.length() <= end - at - format.headBytes
        && format.crc(head.length(), read(at + format.headBytes, head.length())) == head.crc();
  }

  /// Whether the checksum is that of everything up to the file's end: such a record was written
  /// whole, whatever its length says now. An append that was cut off does not match.
  private boolean isLastWithSpoiledLength(long at, RecordFormat.Head head) throws IOException {
    long left = end - at - format.headBytes;
    return head.length() != 0
        && left > 0
        && left <= RecordFormat.BODY_BYTES_MAX
        && isWhole(at, new RecordFormat.Head((int) left, head.crc()));
  }

  private ByteBuffer read(long from, int length) throws IOException {
    var into = ByteBuffer.allocate(length);
    while (into.hasRemaining()) {
      int read = file.read(into, from + into.position());
      if (read < 0) {
        throw new IOException("%s ends before %d".formatted(path, from + length));
      }
    }
    return into.flip();
  }

  void close() throws IOException {
    file.close();
  }
}
