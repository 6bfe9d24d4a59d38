package dev.tradewitness.launcher.part;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {
  @TempDir private Path folder;
  private Path path;
  private PidFile pidFile;

  @BeforeEach
  void name() {
    path = folder.resolve("part.pid");
    pidFile = new PidFile(path);
  }

  @Test
  void aLiveProcessIsFound() throws IOException {
    pidFile.write(ProcessHandle.current());

    assertThat(pidFile.process()).contains(ProcessHandle.current());
  }

  @Test
  void aProcessThatHasEndedIsNot() throws Exception {
    var process = new ProcessBuilder("/bin/sh", "-c", "read line").start();
    pidFile.write(process.toHandle());
    assertThat(pidFile.process()).isPresent();

    process.destroyForcibly().waitFor();

    assertThat(pidFile.process()).isEmpty();
    assertThat(pidFile.read()).isPresent();
  }

  @Test
  void aNumberThatNowBelongsToAnotherProcessIsNotTakenForOurs() throws IOException {
    var earlier =
        ProcessHandle.current()
            .info()
            .startInstant()
            .orElse(Instant.EPOCH)
            .minus(Duration.ofMinutes(5));
    Files.writeString(
        path, "pid=%d%nstarted=%s%n".formatted(ProcessHandle.current().pid(), earlier));

    assertThat(pidFile.process()).isEmpty();
  }

  @Test
  void whatIsNoPidFileNamesNoProcess() throws IOException {
    assertThat(pidFile.process()).isEmpty();
    Files.writeString(path, "not ours");
    assertThat(pidFile.process()).isEmpty();
    Files.writeString(path, "pid=%d%n".formatted(ProcessHandle.current().pid()));
    assertThat(pidFile.process()).isEmpty();
  }
}
