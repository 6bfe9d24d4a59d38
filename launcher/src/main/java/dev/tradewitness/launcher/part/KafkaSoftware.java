package dev.tradewitness.launcher.part;

import dev.tradewitness.common.crypto.Hash;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// The broker's jars.
///
/// @param folder holds them and nothing else
public record KafkaSoftware(Path folder) {

  boolean isThere() {
    return Files.isDirectory(folder);
  }

  /// Every jar by its name and always in the same order: the JDK takes an AOT cache only with the
  /// class path that it was recorded with, and the order behind `*` is nobody's promise.
  String classPath() {
    return jars().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  AotCache aotCache() {
    var names = jars().stream().map(jar -> jar.getFileName() + "\n").collect(Collectors.joining());
    var fingerprint = Hash.of(names.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
    return new AotCache(folder.resolveSibling("start").resolve(fingerprint));
  }

  private List<Path> jars() {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Kafka's jars cannot be listed", e);
    }
  }
}
