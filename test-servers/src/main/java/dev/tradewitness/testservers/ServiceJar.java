package dev.tradewitness.testservers;

import dev.tradewitness.launcher.part.Folders;
import dev.tradewitness.launcher.part.PartFailedException;
import dev.tradewitness.launcher.part.StartLayout;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The built jar of a service, for tests that start it as a process, and start it often: unpacked
/// beside itself, with an archive of its classes (CDS) that the first start of a build makes. Only
/// the first compiler is used, as in tests everywhere.
public final class ServiceJar {
  private static final Duration ARCHIVE_LIMIT = Duration.ofMinutes(3);

  private final Path jar;
  private final Path archive;

  private ServiceJar(Path jar, Path archive) {
    this.jar = jar;
    this.archive = archive;
  }

  /// Makes the archive where it is missing: starts the service up to the point where it would begin
  /// to serve, and ends it there. Test JVMs that want it at once take turns.
  ///
  /// @param built such as `target/capture-service.jar`
  /// @param arguments,environment with which the service can be started
  public static ServiceJar of(Path built, List<String> arguments, Map<String, String> environment) {
    try {
      var jar = StartLayout.of(built).jar();
      var service = new ServiceJar(jar, jar.resolveSibling("tests.jsa"));
      try (var turn = Folders.lock(jar.resolveSibling("tests.lock"))) {
        if (turn.isOpen() && !Files.exists(service.archive)) {
          service.makeArchive(arguments, environment);
        }
      }
      return service;
    } catch (IOException | PartFailedException e) {
      throw new IllegalStateException(built + " cannot be made ready to be started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// A process that starts it, its output joined; nothing is started yet.
  public ProcessBuilder process(List<String> arguments, Map<String, String> environment) {
    return process("-XX:SharedArchiveFile=" + archive, List.of(), arguments, environment);
  }

  private ProcessBuilder process(
      String archiveOption,
      List<String> properties,
      List<String> arguments,
      Map<String, String> environment) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add(archiveOption);
    command.addAll(properties);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder;
  }

  /// Without an archive, which is no error, a start takes longer.
  private void makeArchive(List<String> arguments, Map<String, String> environment)
      throws IOException, InterruptedException {
    var fresh = archive.resolveSibling("tests-fresh.jsa");
    var log = new File(archive.resolveSibling("tests-archive.log").toString());
    var training =
        process(
                "-XX:ArchiveClassesAtExit=" + fresh,
                List.of("-Dspring.context.exit=onRefresh"),
                arguments,
                environment)
            .redirectOutput(log)
            .start();
    if (!training.waitFor(ARCHIVE_LIMIT)) {
      training.destroyForcibly();
    }
    if (Files.exists(fresh)) {
      Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
