package dev.tradewitness.capture.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes down what was acknowledged and can never be stored, a line each, in `refused.ndjson`. A
/// line is durable before its record is let go. One that the disk does not take is counted.
final class Refusals {

  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  private final Path file;
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong unwritten = new AtomicLong();

  Refusals(Path folder) {
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
      append(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
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

  private void append(ByteBuffer line) throws IOException {
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long end = channel.size();
      try {
        for (long at = end; line.hasRemaining(); ) {
          at += channel.write(line, at);
        }
        channel.force(true);
      } catch (IOException e) {
        cut(channel, end, e);
        throw e;
      }
    }
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
