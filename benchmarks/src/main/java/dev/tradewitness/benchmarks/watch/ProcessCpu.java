package dev.tradewitness.benchmarks.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// CPU time of a process and all that descend from it.
final class ProcessCpu {
  // sysconf(_SC_CLK_TCK) of every Linux in use; the JDK has no call for it.
  private static final double TICKS_PER_SECOND = 100;
  private static final int USER_TIME = 11;
  private static final int FIELDS_WITH_CHILDREN = 4;

  private ProcessCpu() {}

  /// Seconds since its start, user and system; those of ended children count as well. 0 for a
  /// process that is gone, or where there is no `/proc`.
  static double seconds(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants())
        .mapToDouble(p -> ticks(p.pid()) / TICKS_PER_SECOND)
        .sum();
  }

  private static long ticks(long pid) {
    try {
      var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // proc(5): the name in parentheses may hold anything; utime, stime, cutime, cstime follow.
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = 0;
      for (int i = 0; i < FIELDS_WITH_CHILDREN; i++) {
        ticks += Long.parseLong(fields[USER_TIME + i]);
      }
      return ticks;
    } catch (IOException e) {
      return 0;
    }
  }
}
