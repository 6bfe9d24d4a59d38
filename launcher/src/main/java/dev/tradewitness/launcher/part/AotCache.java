package dev.tradewitness.launcher.part;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/// A JDK AOT cache (JEP 483, 514) of one build of a program: the classes that its start loads, and
/// their links. It lies in a folder of that build; the JDK itself refuses a cache that another JDK
/// made or that is of other jars.
///
/// The methods' profiles (JEP 515) are left out: they are those of a start without a cache, which
/// spends seconds on manifests, class files and look-ups. A start with the cache has none of that,
/// and would still compile it all.
final class AotCache {
  private static final Duration RECORD_LIMIT = Duration.ofMinutes(10);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(25);

  private static final List<String> WITHOUT_PROFILES =
      List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining");

  private final Path folder;

  /// @param folder of one build of one program; it is made when something is recorded
  AotCache(Path folder) {
    this.folder = folder;
  }

  boolean recorded() {
    return Files.exists(file());
  }

  /// Of this Java; it may not be there yet.
  private Path file() {
    return folder.resolve("classes-%s.aot".formatted(Runtime.version()));
  }

  /// What to start the program with: nothing while nothing is recorded.
  List<String> option() {
    return recorded() ? List.of("-XX:AOTCache=" + file()) : List.of();
  }

  /// Starts the program once and ends it in order, which is when the JDK writes what it saw. A
  /// cache that does not come about is said and done without: it changes how fast a start is, and
  /// nothing else.
  ///
  /// @param command makes the program's command with the JVM options that it is given
  void record(
      PartProcess process,
      Function<List<String>, List<String>> command,
      Map<String, String> environment,
      BooleanSupplier ready,
      Consumer<String> progress)
      throws IOException {
    progress.accept(
        "%s starts once to record its AOT cache; later starts of this build use it"
            .formatted(process.name()));
    Files.createDirectories(folder);
    // A folder of this recording's own: two stacks may record at once; the last one wins.
    var recording = Files.createTempDirectory(folder, "recording");
    var written = recording.resolve("recorded.aot");
    try {
      var options = new ArrayList<>(WITHOUT_PROFILES);
      options.add("-XX:AOTCacheOutput=" + written);
      process.launch(command.apply(options), environment);
      process.awaitReady(ready, RECORD_LIMIT);
      process.stop(RECORD_LIMIT);
      Files.move(
          written, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (PartFailedException | IOException e) {
      progress.accept("%s goes without an AOT cache: %s".formatted(process.name(), e.getMessage()));
    } finally {
      process.stop(STOP_LIMIT);
      Folders.deleteTree(recording);
    }
  }
}
