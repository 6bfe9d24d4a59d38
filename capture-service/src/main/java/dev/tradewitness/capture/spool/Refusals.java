package dev.tradewitness.capture.spool;

import dev.tradewitness.common.crypto.Hash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes down what was acknowledged and can never be stored, a line each, in `refused.ndjson`. A
/// line is durable before its record is let go. One that the disk does not take is counted.
///
/// A process that is killed in between finds the record again. Its line is not repeated while it is
/// among the last 16 MiB of the file: all records that are on their way at a time fit into them.
final class Refusals {

  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  private static final int TAIL_BYTES = 2 * (int) SpoolBounds.DRAIN_BYTES_MAX;

  private final Path folder;
  private final Path file;

  /// The last lines that the file had when this process first wrote to it.
  private @Nullable Set<Hash> found;

  private final AtomicLong written = new AtomicLong();
  private final AtomicLong unwritten = new AtomicLong();

  Refusals(Path folder) {
    this.folder = folder;
    this.file = folder.resolve("refused.ndjson");
  }

  long written() {
    return written.get();
  }

  /// Refusals whose line the disk did not take.
  long unwritten() {
    return unwritten.get();
  }

  /// An event that the table does not take.
  ///
  /// @param reason stable, in capitals
  /// @return whether the line is on the disk
  boolean write(SpooledEvent event, String reason) {
    return write(
        reason,
        event.id().value().toString(),
        "{\"reason\":\"%s\",\"event_id\":\"%s\",\"received_at_micros\":%d,\"event\":%s}%n"
            .formatted(
                reason,
                event.id().value(),
                event.reception().receivedAtMicros(),
                event.text().replaceAll("[\r\n]", " ")));
  }

  /// A record that this version cannot read.
  ///
  /// @return whether the line is on the disk
  boolean writeUnreadable(ByteBuffer body, String why) {
    byte[] bytes = new byte[body.remaining()];
    body.duplicate().get(bytes);
    return write(
        "NOT_READABLE",
        why,
        "{\"reason\":\"NOT_READABLE\",\"spooled_base64\":\"%s\"}%n"
            .formatted(Base64.getEncoder().encodeToString(bytes)));
  }

  private boolean write(String reason, String what, String line) {
    try {
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      if (found().contains(Hash.of(bytes))) {
        return true;
      }
      append(ByteBuffer.wrap(bytes));
      written.incrementAndGet();
      log.atError()
          .addKeyValue("reason", reason)
          .addKeyValue("what", what)
          .addKeyValue("file", file)
          .log("a spooled event was refused");
      return true;
    } catch (IOException e) {
      unwritten.incrementAndGet();
      log.atError()
          .addKeyValue("reason", reason)
          .addKeyValue("what", what)
          .addKeyValue("file", file)
          .setCause(e)
          .log("a spooled event was refused, and that could not be written down");
      return false;
    }
  }

  private Set<Hash> found() throws IOException {
    Set<Hash> lines = found;
    if (lines == null) {
      lines = Files.exists(file) ? lines() : Set.of();
      found = lines;
    }
    return lines;
  }

  private Set<Hash> lines() throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var tail = ByteBuffer.allocate((int) Math.min(TAIL_BYTES, channel.size()));
      channel.position(channel.size() - tail.capacity());
      while (tail.hasRemaining() && channel.read(tail) >= 0) {}
      // The process that wrote the last of them may not have come to that.
      channel.force(true);
      var lines = new HashSet<Hash>();
      int from = 0;
      for (int i = 0; i < tail.position(); i++) {
        if (tail.get(i) == '\n') {
          lines.add(Hash.of(Arrays.copyOfRange(tail.array(), from, i + 1)));
          from = i + 1;
        }
      }
      return lines;
    }
  }

  private void append(ByteBuffer line) throws IOException {
    try (var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = channel.size();
      if (end == 0) {
        new LocalDisk().forceFolder(folder);
      }
      ByteBuffer rest = endsALine(channel, end) ? line : onALineOfItsOwn(line);
      try {
        for (long at = end; rest.hasRemaining(); ) {
          at += channel.write(rest, at);
        }
        channel.force(true);
      } catch (IOException e) {
        cut(channel, end, e);
        throw e;
      }
    }
  }

  private static boolean endsALine(FileChannel channel, long end) throws IOException {
    var last = ByteBuffer.allocate(1);
    return end == 0 || (channel.read(last, end - 1) == 1 && last.get(0) == '\n');
  }

  /// Behind half a line that a kill left, whose record is still kept.
  private static ByteBuffer onALineOfItsOwn(ByteBuffer line) {
    return ByteBuffer.allocate(line.remaining() + 1).put((byte) '\n').put(line).flip();
  }

  /// The next line must not begin behind half of this one.
  private static void cut(FileChannel channel, long end, IOException cause) {
    try {
      channel.truncate(end);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
