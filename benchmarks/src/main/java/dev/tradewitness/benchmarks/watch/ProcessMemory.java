package dev.tradewitness.benchmarks.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Resident memory of a process and all that descend from it.
public final class ProcessMemory {
  private static final String SHARED_PROPORTIONALLY = "Pss:";
  private static final String RESIDENT = "VmRSS:";

  private ProcessMemory() {}

  /// Bytes. A page that several processes share counts for each in proportion; where the system
  /// does not tell that, it counts once for each. 0 for a process that is gone, or where there is
  /// no `/proc`.
  public static long bytes(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants())
        .mapToLong(p -> bytes(Path.of("/proc/" + p.pid())))
        .sum();
  }

  private static long bytes(Path process) {
    long shared = kibibytes(process.resolve("smaps_rollup"), SHARED_PROPORTIONALLY);
    return (shared > 0 ? shared : kibibytes(process.resolve("status"), RESIDENT)) << 10;
  }

  /// The number of a line such as `Pss: 1234 kB`; 0 when there is none.
  static long kibibytes(Path file, String name) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
