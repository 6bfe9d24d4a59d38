package dev.tradewitness.client.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.event.SomeEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/// A spool in a folder of its own.
abstract class SpoolCase {

  static final SpoolBounds BOUNDS = new SpoolBounds(1024 * 1024, 64 * 1024);

  @TempDir Path folder;

  final SomeEvents some = new SomeEvents(1);

  /// Short ones, since every byte of their records is a case of its own.
  static List<Event> small() {
    return Stream.of("{}", "{\"a\":1}", "{\"b\":true}")
        .map(json ->
            Event.of(
                UUID.nameUUIDFromBytes(json.getBytes(StandardCharsets.UTF_8)),
                json.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  void write(List<Event> events) throws IOException {
    try (FileSpool spool = FileSpool.open(folder, BOUNDS)) {
      spool.append(events);
    }
  }

  static List<Event> drained(FileSpool spool, int batch) throws IOException {
    var all = new ArrayList<Event>();
    while (true) {
      List<Event> events = spool.read(batch, Long.MAX_VALUE);
      spool.settle();
      if (events.isEmpty()) {
        return all;
      }
      all.addAll(events);
    }
  }

  /// Offsets where the records end.
  static List<Integer> ends(List<Event> events) {
    var ends = new ArrayList<Integer>();
    int end = 0;
    for (Event event : events) {
      end += Math.toIntExact(RecordFormat.bytes(List.of(event)));
      ends.add(end);
    }
    return ends;
  }

  Path onlyFile() throws IOException {
    assertThat(files()).hasSize(1);
    return folder.resolve(files().getFirst());
  }

  List<String> files() throws IOException {
    return files(folder);
  }

  static List<String> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.contains(".spool"))
          .sorted()
          .toList();
    }
  }
}
