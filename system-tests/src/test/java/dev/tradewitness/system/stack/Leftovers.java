package dev.tradewitness.system.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a stack that was taken down may have left behind.
public final class Leftovers {

  private Leftovers() {}

  /// Live processes whose command line or working folder names the folder, other than this one.
  public static List<String> commandLinesNaming(Path folder) {
    long own = ProcessHandle.current().pid();
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != own)
        .filter(ProcessHandle::isAlive)
        .map(process -> process.pid() + " " + commandLine(process))
        .filter(line -> line.contains(folder.toString()))
        .map(line -> "process " + line)
        .toList();
  }

  private static String commandLine(ProcessHandle process) {
    try {
      // Linux; the JDK's own view cuts long command lines.
      var bytes = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/cmdline"));
      return new String(bytes, StandardCharsets.UTF_8).replace('\0', ' ');
    } catch (IOException e) {
      return process.info().commandLine().orElse("");
    }
  }
}
