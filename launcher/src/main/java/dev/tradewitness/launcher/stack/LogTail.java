package dev.tradewitness.launcher.stack;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Reads what a log has grown by, and keeps the lines that a watcher wants: warnings, errors and
/// the big steps of a program's life. The whole log stays in its file.
final class LogTail {
  private static final int BYTES_MAX = 256 << 10;
  private static final int LINES_MAX = 40;

  private static final Pattern WANTED =
      Pattern.compile(
          "(?:^|[\\s\\[])(?:WARN|ERROR|FATAL|PANIC)\\b"
              + "|Started \\w+ in [0-9.]+ seconds"
              + "|database system (?:is ready|was shut down|was interrupted|is shut down)"
              + "|Kafka Server started"
              + "|Commencing graceful shutdown|Graceful shutdown");

  private final Path log;
  private long position;

  LogTail(Path log, long position) {
    this.log = log;
    this.position = position;
  }

  /// Begins at the log's end.
  static LogTail at(Path log) {
    try {
      return new LogTail(log, Files.exists(log) ? Files.size(log) : 0);
    } catch (IOException e) {
      return new LogTail(log, 0);
    }
  }

  /// The wanted lines since the last call, a bounded number of them.
  List<String> next() {
    var wanted = new ArrayList<String>();
    int left = 0;
    for (var line : lines()) {
      if (!WANTED.matcher(line).find()) {
        continue;
      }
      if (wanted.size() < LINES_MAX) {
        wanted.add(line);
      } else {
        left++;
      }
    }
    if (left > 0) {
      wanted.add("and %d more lines, see %s".formatted(left, log));
    }
    return wanted;
  }

  /// Every complete line since the last call.
  List<String> lines() {
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      if (file.length() < position) { // rotated
        position = 0;
      }
      if (file.length() - position > BYTES_MAX) {
        position = file.length() - BYTES_MAX;
      }
      var bytes = new byte[(int) (file.length() - position)];
      file.seek(position);
      file.readFully(bytes);
      int end = bytes.length;
      while (end > 0 && bytes[end - 1] != '\n') {
        end--; // the rest of the line is still to come
      }
      position += end;
      return new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      return List.of(); // not there yet
    }
  }
}
