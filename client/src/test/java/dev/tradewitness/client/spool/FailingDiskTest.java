package dev.tradewitness.client.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.event.SomeEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A process that may write no byte to any file (`ulimit -f 0`) makes files and cannot fill them,
/// as on a full disk.
class FailingDiskTest {

  private static final int ATTEMPTS = 5;

  @TempDir Path folder;

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void aDiskThatTakesNoByteIsLeftWithoutFiles() throws Exception {
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -f 0; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Appending.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(output.strip()).isEqualTo("failed %d, records 0".formatted(ATTEMPTS));
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("lock");
    }
  }

  /// Appends, and prints how often that failed.
  static final class Appending {

    private Appending() {}

    public static void main(String[] folder) throws IOException {
      var some = new SomeEvents(7);
      int failed = 0;
      try (FileSpool spool = FileSpool.open(Path.of(folder[0]), SpoolBounds.ofBytes(1024 * 1024))) {
        for (int i = 0; i < ATTEMPTS; i++) {
          try {
            spool.append(some.next(2));
          } catch (IOException e) {
            failed++;
          }
        }
        System.out.printf("failed %d, records %d%n", failed, spool.records());
      }
    }
  }
}
