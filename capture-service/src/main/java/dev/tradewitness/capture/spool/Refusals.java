package dev.tradewitness.capture.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes down what was acknowledged and can never be stored, a line each, in `refused.ndjson`. A
/// line is durable before its record is let go.
final class Refusals {

  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  private final Path file;
  private final AtomicLong written = new AtomicLong();

  Refusals(Path folder) {
    this.file = folder.resolve("refused.ndjson");
  }

  long written() {
    return written.get();
  }

  /// An event that the table does not take.
  ///
  /// @param reason stable, in capitals
  void write(SpooledEvent event, String reason) throws IOException {
    write(
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
  void writeUnreadable(ByteBuffer body, String why) throws IOException {
    byte[] bytes = new byte[body.remaining()];
    body.duplicate().get(bytes);
    write(
        "NOT_READABLE",
        why,
        "{\"reason\":\"NOT_READABLE\",\"spooled_base64\":\"%s\"}%n"
            .formatted(Base64.getEncoder().encodeToString(bytes)));
  }

  private void write(String reason, String what, String line) throws IOException {
    Files.writeString(
        file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.SYNC);
    written.incrementAndGet();
    log.atError()
        .addKeyValue("reason", reason)
        .addKeyValue("what", what)
        .addKeyValue("file", file)
        .log("a spooled event was refused");
  }
}
