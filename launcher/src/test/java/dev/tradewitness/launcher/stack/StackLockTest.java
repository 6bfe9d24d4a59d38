package dev.tradewitness.launcher.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class StackLockTest {

  @TempDir private Path folder;
  @TempDir private Path other;

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void aRefusedAttemptLeavesTheFirstProgramItsLock() throws Exception {
    Path link = Files.createSymbolicLink(other.resolve("link"), folder);
    try (StackLock _ = StackLock.take(folder).orElseThrow()) {
      assertThat(StackLock.take(folder)).isEmpty();
      assertThat(StackLock.take(link)).isEmpty();
      assertThat(takenElsewhere()).isEqualTo("held");
    }
    assertThat(takenElsewhere()).isEqualTo("taken");
    StackLock.take(folder).orElseThrow().close();
  }

  private String takenElsewhere() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Taking.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.strip();
  }

  /// Takes the lock and prints what came of it.
  static final class Taking {

    private Taking() {}

    public static void main(String[] folder) throws IOException {
      System.out.println(StackLock.take(Path.of(folder[0])).isPresent() ? "taken" : "held");
    }
  }
}
