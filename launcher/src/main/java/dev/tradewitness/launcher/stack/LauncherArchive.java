package dev.tradewitness.launcher.stack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// An archive of this program's own classes (JEP 350), for its commands and for the processes that
/// it starts of itself. It belongs to one build and one Java; the script `tradewitness` knows its
/// place, too. Without it everything is slower and nothing else.
final class LauncherArchive {
  private static final Duration RECORD_LIMIT = Duration.ofMinutes(1);

  private final Path folder;
  private final Path file;

  private LauncherArchive(Path folder) {
    this.folder = folder;
    this.file = folder.resolve("launcher-%s.jsa".formatted(Runtime.version()));
  }

  /// None where this program does not run from its jar, as in tests: only jars can be archived.
  static Optional<LauncherArchive> of(Path home) {
    var folder = home.resolve("launcher").resolve("target").toAbsolutePath();
    return LauncherCommand.classPath()
            .startsWith(folder.resolve("launcher.jar") + File.pathSeparator)
        ? Optional.of(new LauncherArchive(folder))
        : Optional.empty();
  }

  /// Nothing while none is recorded for this build. What the JDK thinks of one that it cannot use
  /// is kept out of the output.
  List<String> options() {
    return recorded()
        ? List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds*=off,aot*=off", "-XX:-PrintWarnings")
        : List.of();
  }

  boolean recorded() {
    try {
      return Files.exists(file) && isOfThisBuild(file);
    } catch (IOException e) {
      return false; // without, then
    }
  }

  /// Has another process of this program look at the stack that is up, which takes most of the
  /// classes that bringing it up took, and leave them here. Without success this is said, and done
  /// without. An interruption ends the other process and stays pending.
  void record(StackSettings stack, Consumer<String> progress) {
    progress.accept("records an archive of the launcher's classes; later commands use it");
    var recording = folder.resolve("recording-%d.jsa".formatted(ProcessHandle.current().pid()));
    var command = new ArrayList<String>();
    command.addAll(
        LauncherCommand.of(
            stack.home(),
            List.of("-XX:ArchiveClassesAtExit=" + recording, "-Xlog:cds*=off,aot*=off")));
    command.addAll(List.of("status", "--data", stack.data().toString()));
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        // One of a build that has changed meanwhile is of no use to anybody.
        if (process.waitFor(RECORD_LIMIT) && Files.exists(recording) && isOfThisBuild(recording)) {
          Files.move(recording, file, StandardCopyOption.ATOMIC_MOVE);
          return;
        }
      } finally {
        process.destroyForcibly();
        Files.deleteIfExists(recording);
      }
      progress.accept("the launcher goes without an archive of its classes");
    } catch (IOException e) {
      progress.accept("the launcher goes without an archive of its classes: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The JDK compares the jars' times, too, but says nothing that a script could read.
  private boolean isOfThisBuild(Path archive) throws IOException {
    long recorded = Files.getLastModifiedTime(archive).toMillis();
    try (Stream<Path> libraries = Files.list(folder.resolve("lib"))) {
      return Stream.concat(Stream.of(folder.resolve("launcher.jar")), libraries)
          .allMatch(jar -> jar.toFile().lastModified() < recorded);
    }
  }
}
