package dev.tradewitness.benchmarks.watch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The counters that a HotSpot JVM keeps in a file of its own (what `jstat` shows). To read them
/// costs the other process nothing, unlike a `jcmd`, which stops it and starts a JVM.
final class HotSpotCounters {
  // perfMemory.hpp: PerfDataPrologue, then entries of PerfDataEntry.
  private static final int MAGIC = 0xcafec0c0;
  private static final int FIRST_ENTRY_AT = 24;
  private static final int ENTRY_COUNT_AT = 28;
  private static final int PROLOGUE_BYTES = 32;
  private static final int ENTRY_BYTES = 20;
  private static final int ENTRIES_MAX = 10_000;
  private static final long FILE_BYTES_MAX = 1 << 20;

  private HotSpotCounters() {}

  /// All counters that are whole numbers; nothing when the process has no such file.
  static Optional<Map<String, Long>> of(long pid) {
    try {
      var file = file(pid);
      if (file.isEmpty() || Files.size(file.get()) > FILE_BYTES_MAX) {
        return Optional.empty();
      }
      return Optional.of(read(ByteBuffer.wrap(Files.readAllBytes(file.get()))));
    } catch (IOException | IndexOutOfBoundsException e) {
      return Optional.empty(); // it ended, or is no HotSpot that is known here
    }
  }

  private static Optional<Path> file(long pid) throws IOException {
    var temporary = Path.of("/tmp");
    if (!Files.isDirectory(temporary)) {
      return Optional.empty();
    }
    try (var folders = Files.newDirectoryStream(temporary, "hsperfdata_*")) {
      for (var folder : folders) {
        var file = folder.resolve(Long.toString(pid));
        if (Files.isReadable(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  /// @throws IndexOutOfBoundsException when the file ends within an entry
  static Map<String, Long> read(ByteBuffer file) {
    var counters = new HashMap<String, Long>();
    if (file.limit() < PROLOGUE_BYTES || file.order(ByteOrder.BIG_ENDIAN).getInt(0) != MAGIC) {
      return counters;
    }
    file.order(file.get(4) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int at = file.getInt(FIRST_ENTRY_AT);
    int count = Math.min(file.getInt(ENTRY_COUNT_AT), ENTRIES_MAX);
    for (int i = 0; i < count; i++) {
      int length = file.getInt(at);
      int vectorLength = file.getInt(at + 8);
      if (length < ENTRY_BYTES) {
        break;
      }
      if (file.get(at + 12) == 'J' && vectorLength == 0) {
        counters.put(name(file, at + file.getInt(at + 4)), file.getLong(at + file.getInt(at + 16)));
      }
      at += length;
    }
    return counters;
  }

  private static String name(ByteBuffer file, int from) {
    int end = from;
    while (file.get(end) != 0) {
      end++;
    }
    var bytes = new byte[end - from];
    file.get(from, bytes);
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
