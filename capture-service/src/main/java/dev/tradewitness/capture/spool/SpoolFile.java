package dev.tradewitness.capture.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records one after the other in one file: length (4 bytes), CRC-32C (4 bytes), bytes. What
/// [#append] returned for is on the disk. The file is emptied when all of it was read; until then
/// what was read before a crash is read again.
///
/// Appends come from one thread, reads and [#forget] from another.
final class SpoolFile implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SpoolFile.class);
  private static final int HEAD_BYTES = 8;
  private static final int RECORD_BYTES_MAX = 1 << 20;

  private final FileChannel channel;

  /// Held while the file is open: two processes in one file would spoil it.
  private final FileLock lock;

  private long end;
  private long position;
  private long unread;

  private SpoolFile(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /// @throws IOException when the file cannot be used, or another process uses it
  static SpoolFile open(Path file) throws IOException {
    var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new IOException("another process uses " + file);
      }
      var spool = new SpoolFile(channel, lock);
      spool.recover(file);
      return spool;
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new IOException("this process uses it already: " + file, e);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /// What follows the last whole record, most likely an append that a crash cut short and nobody
  /// was answered for, is moved to a file beside it, all of it: if the disk spoiled a record in the
  /// middle, what comes after it was acknowledged.
  private void recover(Path file) throws IOException {
    while (true) {
      ByteBuffer next = record(end, channel.size());
      if (next == null) {
        break;
      }
      end += HEAD_BYTES + next.remaining();
      unread++;
    }
    long torn = channel.size() - end;
    if (torn > 0) {
      Path beside = Files.createTempFile(file.toAbsolutePath().getParent(), "torn-", ".bin");
      try (var copy = FileChannel.open(beside, StandardOpenOption.WRITE)) {
        long copied = 0;
        while (copied < torn) {
          copied += channel.transferTo(end + copied, torn - copied, copy);
        }
        copy.force(true);
      }
      channel.truncate(end);
      channel.force(true);
      log.atWarn()
          .addKeyValue("bytes", torn)
          .addKeyValue("events", unread)
          .addKeyValue("file", beside)
          .log("the end of the spool is no whole event and was set aside");
    }
  }

  /// On the disk when it returns.
  synchronized void append(List<ByteBuffer> bodies) throws IOException {
    int bytes = bodies.stream().mapToInt(body -> HEAD_BYTES + body.remaining()).sum();
    var all = ByteBuffer.allocate(bytes);
    for (ByteBuffer body : bodies) {
      all.putInt(body.remaining()).putInt(crc(body.duplicate())).put(body.duplicate());
    }
    all.flip();
    try {
      long at = end;
      while (all.hasRemaining()) {
        at += channel.write(all, at);
      }
      channel.force(true);
      end = at;
      unread += bodies.size();
    } catch (IOException e) {
      channel.truncate(end); // half of it must not be found later
      throw e;
    }
  }

  /// The next records after what was forgotten; empty when there are none.
  synchronized List<ByteBuffer> peek(int recordsMax) throws IOException {
    var bodies = new ArrayList<ByteBuffer>();
    long at = position;
    while (bodies.size() < recordsMax && at < end) {
      ByteBuffer body = record(at, end);
      if (body == null) {
        throw new IOException("no record at " + at + ": the file was changed");
      }
      at += HEAD_BYTES + body.remaining();
      bodies.add(body);
    }
    return bodies;
  }

  /// Goes past the first records of the last [#peek].
  synchronized void forget(List<ByteBuffer> bodies) throws IOException {
    for (ByteBuffer body : bodies) {
      position += HEAD_BYTES + body.limit();
    }
    unread -= bodies.size();
    if (position == end && end > 0) {
      channel.truncate(0);
      channel.force(true);
      end = 0;
      position = 0;
    }
  }

  synchronized boolean isEmpty() {
    return end == 0;
  }

  synchronized long bytes() {
    return end;
  }

  /// Not yet forgotten.
  synchronized long unread() {
    return unread;
  }

  private static int crc(ByteBuffer body) {
    var crc = new CRC32C();
    crc.update(body);
    return (int) crc.getValue();
  }

  /// Null when no whole and right record begins there.
  private @Nullable ByteBuffer record(long at, long until) throws IOException {
    if (until - at < HEAD_BYTES) {
      return null;
    }
    var head = ByteBuffer.allocate(HEAD_BYTES);
    readFully(head, at);
    head.flip();
    int length = head.getInt();
    int crc = head.getInt();
    if (length <= 0 || length > RECORD_BYTES_MAX || until - at - HEAD_BYTES < length) {
      return null;
    }
    var body = ByteBuffer.allocate(length);
    readFully(body, at + HEAD_BYTES);
    body.flip();
    return crc(body.duplicate()) == crc ? body : null;
  }

  private void readFully(ByteBuffer into, long from) throws IOException {
    long at = from;
    while (into.hasRemaining()) {
      int read = channel.read(into, at);
      if (read < 0) {
        throw new IOException("the file ends before " + (at + into.remaining()));
      }
      at += read;
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
    channel.close();
  }
}
