package dev.tradewitness.launcher.part;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// A JDK AOT cache (JEP 483, 514, 515) of one build of a program: the classes that it loads, their
/// links, and the profiles of its methods. It lies in a folder of that build; the JDK itself
/// refuses a cache that another JDK made or that is of other jars.
public final class AotCache {
  private final Path folder;
  private final TrainingTime training;

  /// @param folder of one build of one program; it is made when something is recorded
  AotCache(Path folder) {
    this(folder, TrainingTime.chosen(System.getenv()));
  }

  AotCache(Path folder, TrainingTime training) {
    this.folder = folder;
    this.training = training;
  }

  public boolean recorded() {
    return Files.exists(file());
  }

  /// Takes what the JDK has written over for later starts. Called after the recording program has
  /// ended.
  ///
  /// @return false when the JDK has not written a whole cache
  public boolean keep() throws IOException {
    // The JDK writes the configuration first, the cache from it, and then deletes the first.
    boolean whole = Files.exists(recording()) && !Files.exists(configuration());
    if (whole) {
      Files.move(
          recording(), file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.deleteIfExists(recording());
    Files.deleteIfExists(configuration());
    return whole;
  }

  /// The JVM options of a start; none where nothing is to be recorded or used.
  List<String> options(AotMode mode) throws IOException {
    return switch (mode) {
      case OFF -> List.of();
      case USE -> recorded() ? List.of("-XX:AOTCache=" + file()) : List.of();
      case RECORD -> recorded() ? options(AotMode.USE) : recordingOptions();
    };
  }

  private List<String> recordingOptions() throws IOException {
    Files.createDirectories(folder);
    Files.deleteIfExists(recording());
    Files.deleteIfExists(configuration());
    return List.of("-XX:AOTCacheOutput=" + recording());
  }

  /// Of this Java and training time; it may not be there yet.
  private Path file() {
    return folder.resolve("classes-%s%s.aot".formatted(Runtime.version(), training.mark()));
  }

  private Path recording() {
    return folder.resolve("recording.aot");
  }

  private Path configuration() {
    return folder.resolve("recording.aot.config");
  }
}
