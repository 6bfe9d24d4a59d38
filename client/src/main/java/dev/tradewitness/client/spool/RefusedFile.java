package dev.tradewitness.client.spool;

import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.json.JsonText;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;

/// `refused.ndjson`: events that nobody takes and that are not sent any more, a line each. It is
/// for a person, who may move it away at any time. For one thread.
final class RefusedFile {

  static final long BYTES_MAX = 64L * 1024 * 1024;

  private static final String NAME = "refused.ndjson";

  private final Path folder;
  private final Path file;
  private final long bytesMax;

  RefusedFile(Path folder, long bytesMax) {
    this.folder = folder;
    this.file = folder.resolve(NAME);
    this.bytesMax = bytesMax;
  }

  /// Appends events, the first ones that there is room for; they are on the disk when it returns.
  ///
  /// @return how many
  /// @throws IOException when they may not be on the disk
  int append(List<RefusedEvent> events) throws IOException {
    try (var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = channel.size();
      if (end == 0) {
        SpoolFolder.forceNames(folder);
      }
      var lines = new ByteArrayOutputStream();
      if (!endsALine(channel, end)) {
        lines.write('\n'); // behind half a line that a kill left
      }
      int taken = 0;
      for (RefusedEvent event : events) {
        byte[] line = line(event);
        if (end + lines.size() + line.length > bytesMax) {
          break;
        }
        lines.writeBytes(line);
        taken++;
      }
      if (taken > 0) {
        write(channel, end, ByteBuffer.wrap(lines.toByteArray()));
      }
      return taken;
    }
  }

  private static boolean endsALine(FileChannel channel, long end) throws IOException {
    var last = ByteBuffer.allocate(1);
    return end == 0 || (channel.read(last, end - 1) == 1 && last.get(0) == '\n');
  }

  private static void write(FileChannel channel, long end, ByteBuffer lines) throws IOException {
    try {
      for (long at = end; lines.hasRemaining(); ) {
        at += channel.write(lines, at);
      }
      channel.force(true);
    } catch (IOException e) {
      try {
        channel.truncate(end);
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  /// The event as it was sent; in base64 when it is not JSON, which would spoil the line.
  private static byte[] line(RefusedEvent refused) {
    Event event = refused.event();
    var line = new ByteArrayOutputStream(event.bytes() + 128);
    line.writeBytes(
        "{\"code\":\"%s\",\"event_id\":\"%s\","
            .formatted(refused.code(), event.id())
            .getBytes(StandardCharsets.US_ASCII));
    byte[] text = new byte[event.bytes()];
    event.text().get(text);
    if (isJson(text)) {
      line.writeBytes("\"event\":".getBytes(StandardCharsets.US_ASCII));
      line.writeBytes(text);
    } else {
      line.writeBytes("\"event_base64\":\"".getBytes(StandardCharsets.US_ASCII));
      line.writeBytes(Base64.getEncoder().encode(text));
      line.write('"');
    }
    line.writeBytes("}\n".getBytes(StandardCharsets.US_ASCII));
    return line.toByteArray();
  }

  private static boolean isJson(byte[] text) {
    try {
      JsonObject _ = JsonText.parseObject(text, JsonLimits.EVENT);
      return true;
    } catch (JsonRefusedException e) {
      return false;
    }
  }
}
