package dev.tradewitness.launcher.part;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// A process id together with the moment that process began, so that a number the system has given
/// to somebody else since is never taken for ours.
public final class PidFile {
  // The kernel counts from boot; the boot time that the JDK adds may move by a second when the
  // clock is set.
  private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

  private final Path path;

  public PidFile(Path path) {
    this.path = path;
  }

  /// What the file says, whether or not that process still lives.
  public record Entry(long pid, Instant started) {}

  public void write(ProcessHandle process) throws IOException {
    var started = process.info().startInstant().orElse(Instant.EPOCH);
    var parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    var fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.writeString(fresh, "pid=%d%nstarted=%s%n".formatted(process.pid(), started));
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  public Optional<Entry> read() {
    try {
      var properties = new Properties();
      properties.load(new StringReader(Files.readString(path)));
      return Optional.of(
          new Entry(
              Long.parseLong(properties.getProperty("pid", "")),
              Instant.parse(properties.getProperty("started", ""))));
    } catch (IOException | NumberFormatException | DateTimeParseException e) {
      return Optional.empty(); // no file, or not one of ours: either way it names no process
    }
  }

  /// The process that the file names, when it is alive and really that one.
  public Optional<ProcessHandle> process() {
    return read().flatMap(PidFile::find);
  }

  public void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Optional<ProcessHandle> find(Entry entry) {
    return ProcessHandle.of(entry.pid())
        .filter(PidFile::alive)
        .filter(p -> began(p, entry.started()));
  }

  private static boolean began(ProcessHandle process, Instant expected) {
    var started = process.info().startInstant().orElse(Instant.EPOCH);
    return Duration.between(started, expected).abs().compareTo(START_TOLERANCE) <= 0;
  }

  /// A process that has ended but whose parent has not asked for its exit code still has a number;
  /// it is not alive.
  public static boolean alive(@Nullable ProcessHandle process) {
    if (process == null || !process.isAlive()) {
      return false;
    }
    try {
      var stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (NoSuchFileException e) {
      return !Files.isDirectory(Path.of("/proc/self")) && process.isAlive();
    } catch (IOException e) {
      return process.isAlive();
    }
  }
}
