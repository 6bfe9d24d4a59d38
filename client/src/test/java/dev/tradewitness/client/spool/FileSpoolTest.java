package dev.tradewitness.client.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.event.SomeEvents;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSpoolTest {

  private static final SpoolBounds BOUNDS = new SpoolBounds(1024 * 1024, 64 * 1024);

  @TempDir Path folder;

  private final SomeEvents some = new SomeEvents(1);

  @Test
  void eventsComeOutInOrderAcrossFilesAndStarts() throws IOException {
    List<Event> sent = some.next(900); // several files of 64 KiB
    try (FileSpool spool = FileSpool.open(folder, BOUNDS)) {
      for (int i = 0; i < 900; i += 30) {
        assertThat(spool.append(sent.subList(i, i + 30))).isTrue();
      }
    }
    assertThat(files()).hasSizeGreaterThan(2);
    try (FileSpool spool = FileSpool.open(folder, BOUNDS)) {
      assertThat(spool.records()).isEqualTo(900);
      assertThat(drained(spool, 70)).isEqualTo(sent);
      assertThat(spool.records()).isZero();
      assertThat(spool.bytes()).isZero();
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void whatWasReadAndNotSettledComesOutAgain() throws IOException {
    List<Event> sent = some.next(10);
    try (FileSpool spool = FileSpool.open(folder, BOUNDS)) {
      spool.append(sent);
      assertThat(spool.read(4, Long.MAX_VALUE)).isEqualTo(sent.subList(0, 4));
      assertThat(spool.read(100, Long.MAX_VALUE)).isEqualTo(sent.subList(4, 10));
      assertThat(spool.read(100, Long.MAX_VALUE)).isEmpty();
      assertThat(spool.records()).isEqualTo(10);
    }
    try (FileSpool spool = FileSpool.open(folder, BOUNDS)) {
      assertThat(drained(spool, 100)).isEqualTo(sent);
    }
  }

  @Test
  void oneReadIsBoundedByBytesAndGivesAtLeastOneEvent() throws IOException {
    List<Event> sent = some.next(3);
    try (FileSpool spool = FileSpool.open(folder, BOUNDS)) {
      spool.append(sent);
      assertThat(spool.read(10, 1)).isEqualTo(sent.subList(0, 1));
      assertThat(spool.read(10, sent.get(1).bytes() + sent.get(2).bytes()))
          .isEqualTo(sent.subList(1, 3));
    }
  }

  @Test
  void appendedWhileReadingComesOutBehind() throws IOException {
    List<Event> sent = some.next(6);
    try (FileSpool spool = FileSpool.open(folder, BOUNDS)) {
      spool.append(sent.subList(0, 2));
      assertThat(spool.read(2, Long.MAX_VALUE)).isEqualTo(sent.subList(0, 2));
      spool.append(sent.subList(2, 4));
      spool.settle();
      spool.append(sent.subList(4, 6));
      assertThat(drained(spool, 1)).isEqualTo(sent.subList(2, 6));
    }
  }

  @Test
  void eventsUnderWayAreKeptBeforeAllOthers() throws IOException {
    List<Event> sent = some.next(5);
    try (FileSpool spool = FileSpool.open(folder, BOUNDS)) {
      assertThat(spool.appendAsRead(sent.subList(0, 2))).isTrue();
      assertThat(spool.append(sent.subList(2, 5))).isTrue();
      assertThatIllegalStateException().isThrownBy(() -> spool.appendAsRead(sent.subList(0, 1)));
      assertThat(spool.read(10, Long.MAX_VALUE)).isEqualTo(sent.subList(2, 5));
    }
    try (FileSpool spool = FileSpool.open(folder, BOUNDS)) {
      assertThat(drained(spool, 10)).isEqualTo(sent);
    }
  }

  @Test
  void aFileThatIsCutAnywhereGivesEveryWholeRecord() throws IOException {
    List<Event> sent = small();
    write(sent);
    byte[] whole = Files.readAllBytes(onlyFile());
    List<Integer> ends = ends(sent);
    for (int cut = 0; cut <= whole.length; cut++) {
      int length = cut;
      Path copy = Files.createDirectory(folder.resolve("cut-" + cut));
      Files.write(copy.resolve("0000000000000001.spool"), Arrays.copyOf(whole, cut));
      int wholeRecords = (int) ends.stream().filter(end -> end <= length).count();
      boolean isTorn = cut != 0 && !ends.contains(cut);
      try (FileSpool spool = FileSpool.open(copy, BOUNDS)) {
        assertThat(spool.torn()).as("cut at %d", cut).isEqualTo(isTorn ? 1 : 0);
        assertThat(spool.damaged()).as("cut at %d", cut).isZero();
        if (wholeRecords > 0) {
          assertThat(Files.size(copy.resolve("0000000000000001.spool")))
              .as("the torn end is removed")
              .isEqualTo(ends.get(wholeRecords - 1).longValue());
        }
        var expected = new ArrayList<>(sent.subList(0, wholeRecords));
        if (cut % 8 == 0) { // each append waits for the disk
          expected.add(some.next());
          assertThat(spool.append(expected.subList(wholeRecords, wholeRecords + 1))).isTrue();
        }
        assertThat(drained(spool, 2)).as("cut at %d", cut).isEqualTo(expected);
      }
      assertThat(files(copy)).as("cut at %d", cut).isEmpty();
    }
  }

  @Test
  void aChangedByteLosesItsOwnRecordAloneAndItsFileIsKept() throws IOException {
    List<Event> sent = small();
    write(sent);
    byte[] whole = Files.readAllBytes(onlyFile());
    List<Integer> ends = ends(sent);
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new SplittableRandom(seed);
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= (byte) (1 << random.nextInt(8));
      Path copy = Files.createDirectory(folder.resolve("changed-" + at));
      Files.write(copy.resolve("0000000000000001.spool"), changed);
      int offset = at;
      int hit = (int) ends.stream().filter(end -> end <= offset).count();
      var expected = new ArrayList<>(sent);
      expected.remove(hit);
      try (FileSpool spool = FileSpool.open(copy, BOUNDS)) {
        assertThat(drained(spool, 10)).as("changed at %d", at).isEqualTo(expected);
        // A length that reaches beyond the end of the last record looks like a torn one.
        assertThat(spool.damaged() + spool.torn()).as("changed at %d", at).isEqualTo(1);
        if (hit < 2) {
          assertThat(spool.damaged()).as("changed at %d", at).isEqualTo(1);
          assertThat(files(copy)).containsExactly("0000000000000001.spool.damaged");
          assertThat(spool.bytes()).isEqualTo(whole.length);
        }
      }
    }
  }

  @Test
  void aFileThatSpoilsWhileTheClientRunsIsNotWaitedFor() throws IOException {
    try (FileSpool spool = FileSpool.open(folder, BOUNDS)) {
      spool.append(some.next(1));
      Path file = onlyFile();
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length - 1] ^= 1;
      Files.write(file, bytes);
      assertThat(spool.read(10, Long.MAX_VALUE)).isEmpty();
      spool.settle();
      assertThat(spool.records()).isZero();
      assertThat(spool.damaged()).isEqualTo(1);
      List<Event> later = some.next(2);
      spool.append(later);
      assertThat(drained(spool, 10)).isEqualTo(later);
    }
  }

  @Test
  void aFileThatCannotBeReadHoldsTheOthersUpForThreeAttemptsOnly() throws IOException {
    try (FileSpool spool = FileSpool.open(folder, BOUNDS)) {
      spool.append(some.next(2));
      try (var file = FileChannel.open(onlyFile(), StandardOpenOption.WRITE)) {
        file.truncate(5); // as if its blocks could not be read any more
      }
      assertThatIOException().isThrownBy(() -> spool.read(10, Long.MAX_VALUE));
      assertThatIOException().isThrownBy(() -> spool.read(10, Long.MAX_VALUE));
      assertThat(spool.read(10, Long.MAX_VALUE)).isEmpty();
      assertThat(spool.damaged()).isEqualTo(1);
      List<Event> later = some.next(2);
      spool.append(later);
      assertThat(drained(spool, 10)).isEqualTo(later);
      assertThat(files()).containsExactly("0000000000000001.spool.damaged");
    }
  }

  @Test
  void aFullSpoolTakesNothingAndLosesNothing() throws IOException {
    Event big = some.ofNote("x".repeat(60 * 1024));
    var kept = new ArrayList<Event>();
    try (FileSpool spool = FileSpool.open(folder, BOUNDS)) {
      while (spool.append(List.of(big))) {
        kept.add(big);
        assertThat(spool.bytes()).isLessThanOrEqualTo(BOUNDS.bytesMax());
      }
      assertThat(kept).hasSizeBetween(16, 17);
      assertThat(spool.append(List.of(big, big))).isFalse();
      assertThat(spool.read(2, Long.MAX_VALUE)).hasSize(2);
      spool.settle(); // frees the first file
      assertThat(spool.append(List.of(big))).isTrue();
      assertThat(drained(spool, 100)).hasSize(kept.size() - 1);
    }
  }

  @Test
  void oneFolderIsForOneClient() throws IOException {
    try (FileSpool _ = FileSpool.open(folder, BOUNDS)) {
      assertThatIOException()
          .isThrownBy(() -> FileSpool.open(folder, BOUNDS))
          .withMessageContaining("already");
    }
    FileSpool.open(folder, BOUNDS).close();
  }

  @Test
  void aFailedAppendIsAnExceptionAndTheNextOneMakesANewFile() throws IOException {
    Path gone = folder.resolve("gone");
    try (FileSpool spool = FileSpool.open(gone, BOUNDS)) {
      Path aside = folder.resolve("aside");
      Files.move(gone, aside);
      List<Event> events = some.next(2);
      assertThatIOException().isThrownBy(() -> spool.append(events));
      assertThat(spool.records()).isZero();
      Files.move(aside, gone);
      assertThat(spool.append(events)).isTrue();
      assertThat(drained(spool, 10)).isEqualTo(events);
    }
  }

  @Test
  void foreignFilesAreLeftAlone() throws IOException {
    Files.writeString(folder.resolve("notes.spool"), "mine");
    try (FileSpool spool = FileSpool.open(folder, BOUNDS)) {
      assertThat(spool.records()).isZero();
    }
    assertThat(folder.resolve("notes.spool")).hasContent("mine");
  }

  @Test
  void boundsAreChecked() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SpoolBounds(1024, 64 * 1024));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SpoolBounds(1024 * 1024, 1024 * 1024));
    assertThatIllegalArgumentException().isThrownBy(() -> new SpoolBounds(1024 * 1024, 1024));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SpoolBounds(1024L * 1024 * 1024, 64 * 1024));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SpoolBounds.ofBytes(65L * 1024 * 1024 * 1024));
    assertThat(SpoolBounds.ofBytes(1024 * 1024).segmentBytes()).isEqualTo(256 * 1024);
    assertThat(SpoolBounds.ofBytes(256 * 1024 * 1024).segmentBytes()).isEqualTo(4 * 1024 * 1024);
    assertThat(SpoolBounds.ofBytes(64L * 1024 * 1024 * 1024).segmentBytes())
        .isEqualTo(64 * 1024 * 1024);
  }

  /// Short ones, since every byte of their records is a case of its own.
  private static List<Event> small() {
    return Stream.of("{}", "{\"a\":1}", "{\"b\":true}")
        .map(json ->
            Event.of(
                UUID.nameUUIDFromBytes(json.getBytes(StandardCharsets.UTF_8)),
                json.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  private void write(List<Event> events) throws IOException {
    try (FileSpool spool = FileSpool.open(folder, BOUNDS)) {
      spool.append(events);
    }
  }

  private static List<Event> drained(FileSpool spool, int batch) throws IOException {
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
  private static List<Integer> ends(List<Event> events) {
    var ends = new ArrayList<Integer>();
    int end = 0;
    for (Event event : events) {
      end += Math.toIntExact(RecordFormat.bytes(List.of(event)));
      ends.add(end);
    }
    return ends;
  }

  private Path onlyFile() throws IOException {
    assertThat(files()).hasSize(1);
    return folder.resolve(files().getFirst());
  }

  private List<String> files() throws IOException {
    return files(folder);
  }

  private static List<String> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.contains(".spool"))
          .sorted()
          .toList();
    }
  }
}
