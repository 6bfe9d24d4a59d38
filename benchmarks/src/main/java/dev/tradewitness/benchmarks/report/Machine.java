package dev.tradewitness.benchmarks.report;

import dev.tradewitness.benchmarks.watch.MeasuredStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/// The machine that the absolute figures belong to, and the servers on it.
///
/// @param javaVersion of this program, and of every part that the launcher starts
/// @param servers versions of PostgreSQL and Kafka, by part
public record Machine(
    String cpu,
    int cores,
    long memoryBytes,
    String os,
    String javaVersion,
    String vm,
    Map<String, String> servers) {

  public static Machine with(MeasuredStack stack) {
    return new Machine(
        firstValue(Path.of("/proc/cpuinfo"), "model name", System.getProperty("os.arch", "?")),
        Runtime.getRuntime().availableProcessors(),
        installedMemory(),
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")),
        System.getProperty("java.runtime.version", "?"),
        System.getProperty("java.vm.name", "?"),
        stack.versions());
  }

  private static long installedMemory() {
    var text = firstValue(Path.of("/proc/meminfo"), "MemTotal", "0 kB");
    return Long.parseLong(text.substring(0, text.indexOf(' '))) << 10;
  }

  private static String firstValue(Path file, String name, String otherwise) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException e) {
      return otherwise; // no Linux
    }
  }
}
