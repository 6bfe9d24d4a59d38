package dev.tradewitness.launcher.stack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// The sources file of a stack: capture-service's own, copied into the data folder once, for its
/// user to change.
final class SourcesTemplate {
  private static final String NAME = "sources.yaml";
  private static final String IN_JAR = "BOOT-INF/classes/" + NAME;

  /// Names another file, which capture-service reads by itself.
  private static final String VARIABLE = "TRADEWITNESS_CAPTURE_SOURCES";

  private SourcesTemplate() {}

  static boolean namedByEnvironment() {
    return System.getenv(VARIABLE) != null;
  }

  static Path file(StackSettings settings) {
    return settings.data().resolve(NAME);
  }

  /// Puts the file there, unless one is there, or capture is no part of the stack, or is not built,
  /// which its own start explains better.
  static void ensure(StackSettings settings) throws IOException {
    Path file = file(settings);
    Path jar = settings.jar(StackPorts.CAPTURE);
    if (namedByEnvironment()
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
