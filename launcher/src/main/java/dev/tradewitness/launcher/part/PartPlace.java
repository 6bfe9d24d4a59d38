package dev.tradewitness.launcher.part;

import java.nio.file.Path;

/// Where a part keeps its own files, its log and its pid.
///
/// @param folder the part's own files, made when they are first needed
public record PartPlace(String name, Path folder, Path log, Path pidFile) {

  /// The usual places below a data folder.
  public static PartPlace under(Path data, String name) {
    return new PartPlace(
        name,
        data.resolve(name),
        data.resolve("logs").resolve(name + ".log"),
        data.resolve("run").resolve(name + ".pid"));
  }
}
