package dev.tradewitness.launcher.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Which sources file a stack's capture reads: the one that the environment named when the stack
/// was brought up, else `sources.yaml` in the data folder, which is capture-service's own, copied
/// once, for its user to change.
final class SourcesTemplate {
  private static final String NAME = "sources.yaml";
  private static final String IN_JAR = "BOOT-INF/classes/" + NAME;
  private static final String VARIABLE = "TRADEWITNESS_CAPTURE_SOURCES";

  private SourcesTemplate() {}

  /// The file that capture is started with, now and by `start` in another shell.
  static Path file(StackSettings settings) {
    Path choice = choice(settings);
    try {
      return Files.exists(choice)
          ? Path.of(Files.readString(choice))
          : settings.data().resolve(NAME);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path choice(StackSettings settings) {
    return settings.runFolder().resolve("capture-sources");
  }

  /// Keeps what the environment says at the start of the stack.
  ///
  /// @param named the variable's value; empty when it is not set
  static void choose(StackSettings settings, String named) {
    try {
      if (named.isEmpty()) {
        Files.deleteIfExists(choice(settings));
        return;
      }
      Files.createDirectories(settings.runFolder());
      Files.writeString(choice(settings), Path.of(named).toAbsolutePath().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String named() {
    return System.getenv().getOrDefault(VARIABLE, "");
  }

  /// Puts the file there, unless one is there or another was named, or capture is no part of the
  /// stack, or is not built, which its own start explains better.
  static void ensure(StackSettings settings) throws IOException {
    Path file = settings.data().resolve(NAME);
    Path jar = settings.jar(StackPorts.CAPTURE);
    if (!file.equals(file(settings))
        || !settings.parts().contains(StackPorts.CAPTURE)
        || Files.exists(file)
        || !Files.exists(jar)) {
      return;
    }
    Path fresh = file.resolveSibling(NAME + ".new");
    try (var archive = new ZipFile(jar.toFile())) {
      ZipEntry entry = archive.getEntry(IN_JAR);
      if (entry == null) {
        throw new IOException("%s has no %s".formatted(jar, IN_JAR));
      }
      try (InputStream text = archive.getInputStream(entry)) {
        Files.copy(text, fresh, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
