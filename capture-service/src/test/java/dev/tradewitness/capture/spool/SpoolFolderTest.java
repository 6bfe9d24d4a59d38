package dev.tradewitness.capture.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SpoolFolderTest {

  private static final String FIRST = "0000000000000001.segment";

  @TempDir private Path folder;
  @TempDir private Path other;

  @Test
  void aStartThatFailsForAnyReasonGivesTheFolderBack() throws IOException {
    try (var spool = open(folder)) {
      spool.append(records(0, 1));
    }
    for (Throwable fault : List.of(new IllegalStateException("fault"), new OutOfMemoryError())) {
      assertThatThrownBy(() -> SpoolFolder.open(folder, new FailingDisk(fault), 100))
          .isSameAs(fault);
      try (var spool = open(folder)) {
        assertThat(spool.records()).isOne();
      }
    }
  }

  /// A disk whose files cannot be opened, for another reason than IO.
  private static final class FailingDisk implements Disk {
    private final Disk disk = new LocalDisk();
    private final Throwable fault;

    FailingDisk(Throwable fault) {
      this.fault = fault;
    }

    @Override
    public File open(Path path) {
      if (fault instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) fault;
    }

    @Override
    public File create(Path path) throws IOException {
      return disk.create(path);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      disk.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
      disk.delete(path);
    }

    @Override
    public void forceFolder(Path path) throws IOException {
      disk.forceFolder(path);
    }
  }

  @Test
  void aFileOfAnotherNameIsLeftAlone() throws IOException {
    Path stray = Files.createFile(folder.resolve("notes.segment"));
    try (var spool = open(folder)) {
      spool.append(records(0, 1));
      settle(spool, take(spool));
    }
    assertThat(stray).exists();
  }

  @Test
  void recordsComeBackInTheirOrderAndNothingIsLeftAfterTheLast() throws IOException {
    try (var spool = open(folder)) {
      spool.append(records(0, 3));
      spool.append(records(3, 5));
      assertThat(spool.records()).isEqualTo(5);
      List<SpoolFolder.Taken> taken = take(spool);
      assertThat(texts(taken)).containsExactlyElementsOf(expected(0, 5));

      settle(spool, taken.subList(0, 4));
      assertThat(spool.records()).isOne();
      spool.append(records(5, 6));
      settle(spool, List.of(taken.getLast()));
      settle(spool, take(spool));

      assertThat(spool.records()).isZero();
      assertThat(spool.bytes()).isZero();
      assertThat(segments()).isEmpty();
      spool.append(records(6, 7));
      assertThat(texts(take(spool))).containsExactly("record 6");
    }
  }

  @Test
  void aSegmentIsDeletedWhileLaterOnesStillGrow() throws IOException {
    try (var spool = SpoolFolder.open(folder, new LocalDisk(), 100)) {
      for (int i = 0; i < 60; i++) {
        spool.append(records(i, i + 1));
        if (i % 2 == 1) {
          settle(spool, List.of(Objects.requireNonNull(spool.next())));
        }
      }
      assertThat(spool.records()).isEqualTo(30);
      assertThat(segments().size()).isBetween(7, 10);
      assertThat(spool.bytes()).isLessThan(10 * 130);
      assertThat(texts(take(spool))).containsExactlyElementsOf(expected(30, 60));
    }
  }

  @Test
  void whatIsTakenAgainAfterAFailureComesInTheSameOrder() throws IOException {
    try (var spool = SpoolFolder.open(folder, new LocalDisk(), 100)) {
      spool.append(records(0, 9));
      spool.append(records(9, 20));
      List<SpoolFolder.Taken> taken = take(spool);
      settle(spool, taken.subList(0, 3));
      spool.rewind(taken.get(3));
      spool.append(records(20, 21));
      assertThat(texts(take(spool))).containsExactlyElementsOf(expected(3, 21));
    }
  }

  @Test
  void aSegmentBeforeTheRecordThatIsTakenAgainIsDeleted() throws IOException {
    try (var spool = SpoolFolder.open(folder, new LocalDisk(), 100)) {
      spool.append(records(0, 9));
      spool.append(records(9, 20));
      List<SpoolFolder.Taken> taken = take(spool);
      taken.subList(0, 9).forEach(spool::settle);
      spool.rewind(taken.get(9));
      spool.store();
      assertThat(segments()).containsExactly(folder.resolve("0000000000000002.segment"));

      List<SpoolFolder.Taken> again = take(spool);
      assertThat(texts(again)).containsExactlyElementsOf(expected(9, 20));
      settle(spool, again);
      assertThat(segments()).isEmpty();
    }
  }

  @Test
  void whatIsSettledDoesNotComeAgainAfterACrashAndTheRestDoes() throws IOException {
    try (var spool = open(folder)) {
      spool.append(records(0, 5));
      settle(spool, take(spool).subList(0, 2));
    }
    try (var spool = open(folder)) {
      assertThat(spool.records()).isEqualTo(3);
      assertThat(texts(take(spool))).containsExactlyElementsOf(expected(2, 5));
      assertThat(spool.isDamaged()).isFalse();
    }
  }

  @Test
  void whereverACrashCutsTheFileEveryWholeRecordIsKept() throws IOException {
    byte[] whole = segmentOf(4);
    int header = RecordFormat.MARKED.headerBytes;
    int record = (whole.length - header) / 4;
    for (int length = 0; length <= whole.length; length++) {
      Path cut = Files.createDirectory(folder.resolve("cut" + length));
      Files.write(cut.resolve(FIRST), Arrays.copyOf(whole, length));
      try (var spool = open(cut)) {
        spool.append(records(7, 8));
        var texts = new ArrayList<>(expected(0, Math.max(0, length - header) / record));
        texts.add("record 7");
        assertThat(texts(take(spool))).as("cut at %d", length).containsExactlyElementsOf(texts);
        boolean torn = length > header && (length - header) % record > 0;
        assertThat(spool.torn()).as("cut at %d", length).isEqualTo(torn ? 1 : 0);
        assertThat(spool.isDamaged()).isFalse();
      }
    }
  }

  @Test
  void whicheverByteIsSpoiledOnlyItsRecordIsLostAndItIsCounted() throws IOException {
    byte[] whole = segmentOf(4);
    int header = RecordFormat.MARKED.headerBytes;
    int record = (whole.length - header) / 4;
    for (int at = header; at < whole.length; at++) {
      Path spoiled = Files.createDirectory(folder.resolve("spoiled" + at));
      byte[] bytes = whole.clone();
      bytes[at] ^= 1;
      Files.write(spoiled.resolve(FIRST), bytes);
      var others = new ArrayList<>(expected(0, 4));
      // Of the last record the file's end says what its length was.
      int lastLength = header + 3 * record + 4;
      boolean isRead = at >= lastLength && at < lastLength + 4;
      if (!isRead) {
        others.remove((at - header) / record);
      }
      try (var spool = open(spoiled)) {
        List<SpoolFolder.Taken> taken = take(spool);
        assertThat(texts(taken)).as("byte %d", at).containsExactlyElementsOf(others);
        assertThat(spool.damaged()).as("byte %d", at).isEqualTo(isRead ? 0 : 1);
        assertThat(spool.torn()).as("byte %d", at).isZero();
        assertThat(spool.isDamaged()).isEqualTo(spool.damaged() > 0);
        settle(spool, taken);
        assertThat(spool.records()).isZero();
      }
      try (var again = open(spoiled)) {
        assertThat(again.records()).isZero();
        assertThat(again.isDamaged())
            .as("byte %d", at)
            .isEqualTo(Files.exists(spoiled.resolve(FIRST + ".damaged")));
      }
    }
    assertThat(folder.resolve("spoiled" + (header + 5)).resolve(FIRST + ".damaged")).exists();
  }

  @Test
  void aSpoiledHeaderOnlyMeansThatRecordsComeAgain() throws IOException {
    byte[] whole = segmentOf(4);
    for (int at = 0; at < RecordFormat.MARKED.headerBytes; at++) {
      Path spoiled = Files.createDirectory(folder.resolve("spoiled" + at));
      byte[] bytes = whole.clone();
      bytes[at] ^= 1;
      Files.write(spoiled.resolve(FIRST), bytes);
      try (var spool = open(spoiled)) {
        assertThat(texts(take(spool))).containsExactlyElementsOf(expected(0, 4));
      }
    }
  }

  @Test
  void theFileOfEarlierVersionsComesFirst() throws IOException {
    var file = ByteBuffer.allocate(1000);
    for (ByteBuffer body : records(0, 3)) {
      var crc = new CRC32C();
      crc.update(body.duplicate());
      file.putInt(body.remaining()).putInt((int) crc.getValue()).put(body);
    }
    byte[] bytes = Arrays.copyOf(file.array(), file.position());
    bytes[bytes.length / 2] ^= 1;
    Files.write(folder.resolve("spool"), bytes);
    try (var spool = open(folder)) {
      spool.append(records(3, 5));
      List<SpoolFolder.Taken> taken = take(spool);
      assertThat(texts(taken)).containsExactly("record 0", "record 2", "record 3", "record 4");
      assertThat(spool.damaged()).isOne();
      settle(spool, taken);
    }
    assertThat(folder.resolve("spool")).doesNotExist();
    assertThat(folder.resolve("spool.damaged")).hasBinaryContent(bytes);
  }

  @Test
  void aFullDiskStopsNeitherTheStartNorWhatIsReadAndLetGo() throws IOException {
    Files.write(folder.resolve(FIRST), Arrays.copyOf(segmentOf(4), 110));
    var disk = new FaultyDisk(new Random(1));
    disk.setFull(true);
    try (var spool = SpoolFolder.open(folder, disk, 1 << 20)) {
      List<SpoolFolder.Taken> taken = take(spool);
      assertThat(texts(taken)).containsExactlyElementsOf(expected(0, 3));
      assertThat(spool.torn()).isOne();
      assertThatThrownBy(() -> spool.append(records(5, 6))).hasMessageContaining("space");
      disk.setFull(false);
      spool.append(records(6, 7));
      settle(spool, taken);
      assertThat(texts(take(spool))).containsExactly("record 6");
    }
  }

  @Test
  void howeverFarAnAppendComesBeforeItFailsItLeavesNoFileBehind() throws IOException {
    boolean isAppended = false;
    for (int changes = 0; !isAppended; changes++) {
      Path own = Files.createDirectory(folder.resolve("full" + changes));
      var disk = new FaultyDisk(new Random(changes));
      try (var spool = SpoolFolder.open(own, disk, 100)) {
        for (int attempt = 0; attempt < 3; attempt++) {
          disk.fillAfter(changes);
          isAppended = appends(spool, records(0, 1));
          assertThat(segments(own)).as("full after %d", changes).hasSize(isAppended ? 1 : 0);
          assertThat(disk.openFiles()).isEqualTo(isAppended ? 1 : 0);
          if (isAppended) {
            break;
          }
        }
        disk.setFull(false);
        spool.append(records(1, 2));
        assertThat(texts(take(spool))).containsExactlyElementsOf(expected(isAppended ? 0 : 1, 2));
      }
      assertThat(changes).isLessThan(1000);
    }
  }

  private static boolean appends(SpoolFolder spool, List<ByteBuffer> records) {
    try {
      spool.append(records);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aNewFolderAndThoseAboveItHaveDurableNamesBeforeTheFirstRecord() throws IOException {
    Path above = folder.resolve("above");
    Path spool = above.resolve("spool");
    var disk = new FaultyDisk(new Random(1));
    try (var opened = SpoolFolder.open(spool, disk, 1 << 20)) {
      assertThat(disk.forcedFolders()).containsSubsequence(folder, above);
      opened.append(records(0, 1));
      assertThat(disk.forcedFolders()).endsWith(spool);
    }
    // Whoever made it may have died before its name was durable.
    var next = new FaultyDisk(new Random(1));
    try (var opened = SpoolFolder.open(spool, next, 1 << 20)) {
      assertThat(next.forcedFolders()).contains(above);
      assertThat(opened.records()).isOne();
    }
  }

  @Test
  void oneFolderHasOneOwner() throws IOException {
    try (var spool = open(folder)) {
      assertThat(spool.records()).isZero();
      assertThatThrownBy(() -> open(folder).close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("uses");
    }
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void aRefusedOpenLeavesTheFirstOwnerItsLock() throws Exception {
    Path link = Files.createSymbolicLink(other.resolve("link"), folder);
    try (var spool = open(folder)) {
      for (Path again : List.of(folder, link)) {
        assertThatThrownBy(() -> open(again).close()).hasMessageContaining("this process uses");
      }
      assertThat(openedElsewhere()).contains("another process uses");
      assertThat(spool.records()).isZero();
    }
    assertThat(openedElsewhere()).isEqualTo("opened");
  }

  private String openedElsewhere() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Opening.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.strip();
  }

  /// Opens a folder and prints what came of it.
  static final class Opening {

    private Opening() {}

    public static void main(String[] folder) {
      try (SpoolFolder _ = open(Path.of(folder[0]))) {
        System.out.println("opened");
      } catch (IOException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private byte[] segmentOf(int count) throws IOException {
    Path whole = Files.createDirectories(folder.resolve("whole"));
    try (var spool = open(whole)) {
      spool.append(records(0, count));
    }
    return Files.readAllBytes(whole.resolve(FIRST));
  }

  private List<Path> segments() throws IOException {
    return segments(folder);
  }

  private static List<Path> segments(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".segment")).toList();
    }
  }

  private static SpoolFolder open(Path folder) throws IOException {
    return SpoolFolder.open(folder, new LocalDisk(), 1 << 20);
  }

  private static List<SpoolFolder.Taken> take(SpoolFolder spool) throws IOException {
    var taken = new ArrayList<SpoolFolder.Taken>();
    for (var record = spool.next(); record != null; record = spool.next()) {
      taken.add(record);
    }
    return taken;
  }

  private static void settle(SpoolFolder spool, List<SpoolFolder.Taken> records)
      throws IOException {
    records.forEach(spool::settle);
    spool.store();
  }

  private static List<String> expected(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "record " + i).toList();
  }

  private static List<ByteBuffer> records(int from, int to) {
    return expected(from, to).stream()
        .map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  private static List<String> texts(List<SpoolFolder.Taken> records) {
    return records.stream()
        .map(record -> StandardCharsets.UTF_8.decode(record.body().duplicate()).toString())
        .toList();
  }
}
