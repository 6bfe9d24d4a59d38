package dev.tradewitness.benchmarks.report;

import dev.tradewitness.benchmarks.watch.MeasuredStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The machine that the absolute figures belong to, and what runs on it.
///
/// @param javaVersion of this program, and of every part that the launcher starts
/// @param commit of the services, as `git describe` says it; `unknown` outside a clone
/// @param servers versions of PostgreSQL and Kafka, by part
/// @param jvmOptions that bear on speed, by part
public record Machine(
    String cpu,
    int cores,
    long memoryBytes,
    String os,
    String javaVersion,
    String vm,
    String commit,
    Map<String, String> servers,
    Map<String, List<String>> jvmOptions) {

  public static Machine with(MeasuredStack stack) {
    return with(stack.commit(), stack.versions(), jvmOptions(stack));
  }

  /// Beside an installation that only its port is known of.
  public static Machine alone() {
    return with("unknown", Map.of(), Map.of());
  }

  private static Machine with(
      String commit, Map<String, String> servers, Map<String, List<String>> jvmOptions) {
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
        commit,
        servers,
        jvmOptions);
  }

  private static Map<String, List<String>> jvmOptions(MeasuredStack stack) {
    var options = new LinkedHashMap<String, List<String>>();
    for (var part : stack.runningParts()) {
      var flags = Header.jvmFlags(stack.commandLine(part));
      if (!flags.isEmpty()) {
        options.put(part, flags);
      }
    }
    return options;
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
