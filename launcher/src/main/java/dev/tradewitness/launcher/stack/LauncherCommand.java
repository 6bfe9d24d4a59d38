package dev.tradewitness.launcher.stack;

import dev.tradewitness.launcher.part.Java;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How this program starts itself again as another process, from the same jars.
public final class LauncherCommand {
  private static final String MAIN = "dev.tradewitness.launcher.Launcher";
  private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

  private LauncherCommand() {}

  /// With the archive of classes (JEP 350) that a supervisor of this build has left, if there is
  /// one.
  public static List<String> of(Path home) {
    return command(home, archive(home).filter(LauncherCommand::isOfThisBuild), List.of());
  }

  /// The same for one that has loaded most of this program when it ends, and then leaves the
  /// archive for others. That of an earlier build is removed: the JDK would neither use nor replace
  /// it.
  public static List<String> ofSupervisor(Path home) throws IOException {
    var archive = archive(home);
    if (archive.isPresent() && !isOfThisBuild(archive.get())) {
      Files.deleteIfExists(archive.get());
    }
    return command(home, archive, List.of("-XX:+AutoCreateSharedArchive"));
  }

  private static List<String> command(
      Path home, Optional<Path> archive, List<String> archiveOptions) {
    var command = new ArrayList<String>();
    command.addAll(
        List.of(Java.program(), "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    archive.ifPresent(file -> {
      command.addAll(List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds*=error,aot*=error"));
      command.addAll(archiveOptions);
    });
    command.addAll(List.of("-Dtradewitness.home=" + home, "-cp", classPath(), MAIN));
    return command;
  }

  /// None where this program does not run from its jar, as in tests: only jars can be archived.
  private static Optional<Path> archive(Path home) {
    var jar = jar(home);
    return classPath().startsWith(jar + File.pathSeparator)
        ? Optional.of(jar.resolveSibling("launcher.jsa"))
        : Optional.empty();
  }

  private static Path jar(Path home) {
    return home.resolve("launcher/target/launcher.jar").toAbsolutePath();
  }

  private static boolean isOfThisBuild(Path archive) {
    return archive.toFile().lastModified()
        > archive.resolveSibling("launcher.jar").toFile().lastModified();
  }

  /// Absolute, because the other process works in a folder of its own.
  private static String classPath() {
    return SEPARATOR
        .splitAsStream(System.getProperty("java.class.path"))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
