package dev.tradewitness.launcher.part;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The process of one part: output goes to the part's log, identity to its pid file. It is not tied
/// to the terminal or the life of the JVM that launched it.
public final class PartProcess {
  private static final long LOG_BYTES_MAX = 32L << 20;
  private static final int TAIL_BYTES_MAX = 16 << 10;
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(25);
  // To ask costs the asked and the asker; on a busy machine that is time taken from the start.
  private static final Duration READY_POLL = Duration.ofMillis(150);

  private final PartPlace place;
  private final PidFile pidFile;
  // Only set in the JVM that launched the process: nobody else is told the exit code.
  private volatile @Nullable Process launched;

  PartProcess(PartPlace place) {
    this.place = place;
    this.pidFile = new PidFile(place.pidFile());
  }

  String name() {
    return place.name();
  }

  public Path log() {
    return place.log();
  }

  public PidFile pidFile() {
    return pidFile;
  }

  /// The live process, whoever launched it.
  public Optional<ProcessHandle> running() {
    return pidFile.process();
  }

  /// Known only to the JVM that launched that process, once it has ended.
  public OptionalInt exitCode(long pid) {
    var process = launched;
    if (process == null || process.pid() != pid) {
      return OptionalInt.empty();
    }
    try { // the system shows the end a moment before the JDK has fetched the code
      return process.waitFor(KILL_LIMIT)
          ? OptionalInt.of(process.exitValue())
          : OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }

  /// Launches the command and returns the log's length before its first line.
  long launch(List<String> command, Map<String, String> environment) throws PartFailedException {
    try {
      Files.createDirectories(place.folder());
      var logFolder = place.log().toAbsolutePath().getParent();
      if (logFolder != null) {
        Files.createDirectories(logFolder);
      }
      rotateLog();
      long logStart = Files.exists(place.log()) ? Files.size(place.log()) : 0;
      var builder = new ProcessBuilder(Detached.command(command));
      builder.environment().putAll(environment);
      builder.directory(place.folder().toFile());
      builder.redirectErrorStream(true);
      builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(place.log().toFile()));
      var process = builder.start();
      launched = process;
      pidFile.write(process.toHandle());
      return logStart;
    } catch (IOException e) {
      throw new PartFailedException(place.name() + " cannot be launched", e);
    }
  }

  /// Returns once the condition holds; fails as soon as the process has ended or the limit has
  /// passed.
  void awaitReady(BooleanSupplier ready, Duration limit) throws PartFailedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!ready.getAsBoolean()) {
      if (running().isEmpty()) {
        throw new PartFailedException(
            place.name() + " ended before it answered" + exitText(), logTail(20));
      }
      if (System.nanoTime() > end) {
        throw new PartFailedException(
            "%s does not answer after %d s".formatted(place.name(), limit.toSeconds()),
            logTail(20));
      }
      pause(READY_POLL);
    }
  }

  boolean awaitEnd(ProcessHandle process, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (PidFile.alive(process)) {
      if (System.nanoTime() > end) {
        return false;
      }
      pause(POLL);
    }
    return true;
  }

  /// SIGTERM, then SIGKILL after the limit.
  void stop(Duration limit) {
    stop("TERM", limit);
  }

  void stop(String signal, Duration limit) {
    running()
        .ifPresent(process -> {
          Signals.send(signal, process.pid());
          if (!awaitEnd(process, limit)) {
            end(process);
          }
        });
    pidFile.delete();
  }

  /// SIGKILL; the pid file stays, so that `status` tells a part that died from one that was
  /// stopped.
  void kill() {
    running().ifPresent(this::end);
  }

  private void end(ProcessHandle process) {
    process.destroyForcibly();
    if (!awaitEnd(process, KILL_LIMIT)) {
      throw new IllegalStateException(
          "%s (pid %d) is still there after SIGKILL".formatted(place.name(), process.pid()));
    }
  }

  /// The last lines of the log.
  public List<String> logTail(int linesMax) {
    try {
      var lines = logSince(Math.max(0, Files.size(place.log()) - TAIL_BYTES_MAX)).lines().toList();
      return lines.subList(Math.max(0, lines.size() - linesMax), lines.size());
    } catch (IOException | UncheckedIOException e) {
      return new ArrayList<>();
    }
  }

  String logSince(long offset) {
    try (var file = new RandomAccessFile(place.log().toFile(), "r")) {
      file.seek(offset);
      var bytes = new byte[(int) Math.min(TAIL_BYTES_MAX, Math.max(0, file.length() - offset))];
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String exitText() {
    var process = launched;
    return process == null || process.isAlive() ? "" : " (exit code " + process.exitValue() + ")";
  }

  private void rotateLog() throws IOException {
    if (Files.exists(place.log()) && Files.size(place.log()) > LOG_BYTES_MAX) {
      Files.move(
          place.log(),
          place.log().resolveSibling(place.log().getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a process", e);
    }
  }
}
