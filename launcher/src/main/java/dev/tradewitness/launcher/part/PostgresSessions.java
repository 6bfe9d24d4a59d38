package dev.tradewitness.launcher.part;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The processes that a PostgreSQL server makes for itself and its sessions. They can outlive a
/// killed server for a moment, and nobody's child then, they are known by the folder they work in.
final class PostgresSessions {
  private PostgresSessions() {}

  static List<ProcessHandle> of(Path dataFolder, Optional<ProcessHandle> server) {
    if (!Files.isDirectory(Path.of("/proc/self"))) { // macOS shows no working folders
      return server.stream().flatMap(ProcessHandle::descendants).toList();
    }
    return ProcessHandle.allProcesses()
        .filter(process -> server.map(s -> s.pid() != process.pid()).orElse(true))
        .filter(process -> worksIn(process, dataFolder))
        .filter(PidFile::alive)
        .toList();
  }

  private static boolean worksIn(ProcessHandle process, Path folder) {
    try {
      var link = Path.of("/proc/" + process.pid() + "/cwd");
      return Files.readSymbolicLink(link).equals(folder);
    } catch (IOException e) {
      return false; // gone, or somebody else's
    }
  }
}
