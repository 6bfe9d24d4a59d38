package dev.tradewitness.testservers;

import dev.tradewitness.launcher.part.PartPlace;
import dev.tradewitness.launcher.part.PidFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// This JVM's own folder below `target`. What an earlier JVM that was killed has left is stopped
/// and removed first.
record TestFolder(Path path) {
  static final TestFolder HERE = create(Path.of("target", "test-servers").toAbsolutePath());

  private static final String OWNER = "owner.pid";

  PartPlace place(String name) {
    return PartPlace.under(path, name);
  }

  /// The repository's root, where the built broker is.
  static Path home() {
    return Path.of(System.getProperty("tradewitness.home", "..")).toAbsolutePath().normalize();
  }

  private static TestFolder create(Path parent) {
    try {
      Files.createDirectories(parent);
      removeAbandoned(parent);
      var folder = parent.resolve(Long.toString(ProcessHandle.current().pid()));
      Files.createDirectories(folder);
      new PidFile(folder.resolve(OWNER)).write(ProcessHandle.current());
      return new TestFolder(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void removeAbandoned(Path parent) throws IOException {
    List<Path> folders;
    try (var all = Files.list(parent)) {
      folders = all.filter(Files::isDirectory).toList();
    }
    for (var folder : folders) {
      var owner = new PidFile(folder.resolve(OWNER));
      // One without an owner file is being made at this moment.
      if (owner.read().isPresent() && owner.process().isEmpty()) {
        for (var name : List.of("postgres", "kafka")) {
          new PidFile(PartPlace.under(folder, name).pidFile())
              .process()
              .ifPresent(ProcessHandle::destroyForcibly);
        }
        delete(folder);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) { // a server that ends removes files of its own
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
              throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
