package dev.tradewitness.benchmarks.report;

import dev.tradewitness.benchmarks.watch.MeasuredStack;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What every run prints first: whoever reads a figure must know what it was measured on.
public final class Header {
  private Header() {}

  /// Where the parts are not known.
  public static void print(Machine machine, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "machine     %s, %d cores, %.1f GiB, %s, load %s%n",
        machine.cpu(),
        machine.cores(),
        machine.memoryBytes() / (double) (1L << 30),
        machine.os(),
        loadAverage());
    out.printf("java        %s, %s%n", machine.javaVersion(), machine.vm());
    out.printf("commit      %s%n", machine.commit());
    out.printf(
        "generator   %s%n", String.join(" ", jvmFlags(commandLine(ProcessHandle.current().pid()))));
  }

  public static void print(Machine machine, MeasuredStack stack, PrintStream out) {
    print(machine, out);
    out.printf("data        %s%n", stack.data());
    for (var part : stack.runningParts()) {
      var said = new ArrayList<>(machine.jvmOptions().getOrDefault(part, List.of()));
      var version = machine.servers().get(part);
      if (version != null) {
        said.addFirst(version);
      }
      out.printf("part        %-9s %s%n", part, String.join(" ", said));
    }
  }

  /// The options of a JVM's command line that bear on speed: no class path, no program arguments,
  /// no system properties.
  public static List<String> jvmFlags(List<String> commandLine) {
    return commandLine.stream()
        .skip(1)
        .takeWhile(word -> !word.equals("-jar") && !word.equals("-cp"))
        .filter(word -> word.startsWith("-X") || word.startsWith("--"))
        .toList();
  }

  private static List<String> commandLine(long pid) {
    try {
      return List.of(Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0", -1));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String loadAverage() {
    try {
      return Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0];
    } catch (IOException e) {
      return "unknown";
    }
  }
}
