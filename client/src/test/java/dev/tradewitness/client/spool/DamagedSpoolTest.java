package dev.tradewitness.client.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.tradewitness.client.event.Event;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Files that were cut or changed.
class DamagedSpoolTest extends SpoolCase {

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
  void aRecordThatCannotBeReadBehindOthersIsGivenUpToo() throws IOException {
    List<Event> sent = some.next(4);
    List<Event> later = some.next(2);
    try (FileSpool spool = FileSpool.open(folder, BOUNDS)) {
      spool.append(sent);
      Path file = onlyFile();
      long whole = Files.size(file);
      cutTo(file, ends(sent).get(1) + 20);
      assertThat(spool.read(10, Long.MAX_VALUE)).isEqualTo(sent.subList(0, 2));
      spool.settle();
      assertThatIOException().isThrownBy(() -> spool.read(10, Long.MAX_VALUE));
      assertThat(spool.read(10, Long.MAX_VALUE)).isEmpty();
      assertThat(spool.damaged()).isEqualTo(1);
      assertThat(spool.bytes()).as("what is given up still takes room").isEqualTo(whole);
      spool.append(later);
      assertThat(drained(spool, 10)).isEqualTo(later);
      assertThat(files()).containsExactly("0000000000000001.spool.damaged");
    }
  }

  @Test
  void aStartGivesUpWhatItCannotReadAndKeepsTheRest() throws IOException {
    List<Event> sent = some.next(4);
    write(sent);
    Path file = onlyFile();
    var counts = new SpoolCounts();
    try (var files = new SegmentFiles(folder, BOUNDS)) {
      files.find();
      cutTo(file, ends(sent).get(1) + 20); // below the size that was found
      new Recovery(files, counts).run();
      assertThat(counts.records()).isEqualTo(2);
      assertThat(counts.damaged()).isEqualTo(1);
      var reader = new SpoolReader(files, counts);
      assertThat(reader.read(10, Long.MAX_VALUE)).isEqualTo(sent.subList(0, 2));
      files.removeFirst();
    }
    assertThat(files()).containsExactly("0000000000000001.spool.damaged");
  }

  @Test
  void aFileThatIsKeptCountsUntilItIsRemoved() throws IOException {
    Event big = some.ofNote("x".repeat(60 * 1024));
    try (FileSpool spool = FileSpool.open(folder, BOUNDS)) {
      assertThat(spool.append(List.of(big, big, big))).isTrue();
      long whole = spool.bytes();
      cutTo(onlyFile(), 5);
      assertThatIOException().isThrownBy(() -> spool.read(10, Long.MAX_VALUE));
      assertThatIOException().isThrownBy(() -> spool.read(10, Long.MAX_VALUE));
      assertThat(spool.read(10, Long.MAX_VALUE)).isEmpty();
      spool.settle();
      Path kept = onlyFile();
      assertThat(spool.bytes()).isEqualTo(whole);
      while (spool.append(List.of(big))) {
        assertThat(spool.records()).isLessThan(100);
      }
      long before = spool.records();
      Files.delete(kept);
      assertThat(spool.append(List.of(big))).isTrue();
      assertThat(spool.records()).isEqualTo(before + 1);
    }
  }

  /// The blocks behind a place cannot be read any more.
  private static void cutTo(Path path, long bytes) throws IOException {
    try (var file = FileChannel.open(path, StandardOpenOption.WRITE)) {
      file.truncate(bytes);
    }
  }
}
