package dev.tradewitness.benchmarks.report;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// The file that a run leaves behind.
public final class Artifact {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss").withZone(ZoneOffset.UTC);

  private Artifact() {}

  /// Writes `NAME-<timestamp>.json` into the folder.
  public static Path write(Path folder, String name, Instant at, JsonObject content)
      throws IOException {
    Files.createDirectories(folder);
    var file = folder.resolve("%s-%s.json".formatted(name, STAMP.format(at)));
    Files.writeString(file, content + "\n");
    return file;
  }

  /// The members that describe the machine.
  public static JsonObject environment(Machine machine) {
    var servers = JsonObject.builder();
    machine.servers().forEach(servers::put);
    var options = JsonObject.builder();
    machine.jvmOptions().forEach((part, words) -> options.put(part, JsonArray.ofStrings(words)));
    return JsonObject.builder()
        .put("commit", machine.commit())
        .put("java_version", machine.javaVersion())
        .put("vm", machine.vm())
        .put("os", machine.os())
        .put("cpu", machine.cpu())
        .put("cores", machine.cores())
        .put("memory_bytes", machine.memoryBytes())
        .put("servers", servers.build())
        .put("jvm_options", options.build())
        .build();
  }
}
