package dev.tradewitness.benchmarks.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ProcessMemoryTest {

  @Test
  @EnabledOnOs(OS.LINUX)
  void thisJvmTakesMoreThanItsUsedHeap() {
    var runtime = Runtime.getRuntime();

    assertThat(ProcessMemory.bytes(ProcessHandle.current()))
        .isGreaterThan(10L << 20)
        .isLessThan(runtime.maxMemory() + (4L << 30));
  }

  @Test
  void theNumberOfTheNamedLineIsRead(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("status"), "VmPeak:\t 9 kB\nVmRSS:\t  1234 kB\n");

    assertThat(ProcessMemory.kibibytes(file, "VmRSS:")).isEqualTo(1234);
    assertThat(ProcessMemory.kibibytes(file, "Pss:")).isZero();
    assertThat(ProcessMemory.kibibytes(folder.resolve("gone"), "Pss:")).isZero();
  }
}
