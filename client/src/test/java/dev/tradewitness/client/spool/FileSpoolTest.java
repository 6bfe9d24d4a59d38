package dev.tradewitness.client.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tradewitness.client.event.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FileSpoolTest extends SpoolCase {

  @TempDir Path other;

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
  void filesHaveTheSameNamesInEveryCountry() throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    try {
      assertThat("%d".formatted(1)).as("other digits by default").isNotEqualTo("1");
      List<Event> sent = some.next(2);
      write(sent);
      assertThat(files()).containsExactly("0000000000000001.spool");
      try (FileSpool spool = FileSpool.open(folder, BOUNDS)) {
        assertThat(drained(spool, 10)).isEqualTo(sent);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void aRefusedOpenLeavesTheFirstClientItsLock() throws Exception {
    try (FileSpool _ = FileSpool.open(folder, BOUNDS)) {
      assertThatIOException().isThrownBy(() -> FileSpool.open(folder, BOUNDS));
      Path link = Files.createSymbolicLink(other.resolve("link"), folder);
      assertThatIOException().isThrownBy(() -> FileSpool.open(link, BOUNDS));
      assertThat(openedElsewhere()).contains("another process uses the spool");
    }
    assertThat(openedElsewhere()).isEqualTo("opened");
  }

  private String openedElsewhere() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
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

  /// Opens a spool and prints what came of it.
  static final class Opening {

    private Opening() {}

    public static void main(String[] folder) {
      try (FileSpool _ = FileSpool.open(Path.of(folder[0]), BOUNDS)) {
        System.out.println("opened");
      } catch (IOException e) {
        System.out.println(e.getMessage());
      }
    }
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
}
