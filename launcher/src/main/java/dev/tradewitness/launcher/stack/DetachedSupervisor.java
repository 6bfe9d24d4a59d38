package dev.tradewitness.launcher.stack;

import dev.tradewitness.launcher.part.Detached;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Starts a [Supervisor] that goes on by itself, shows what it says until all parts answer, and
/// then leaves it. From then on it reports into `launcher.log`.
public final class DetachedSupervisor {
  /// The option of `up` that records the AOT caches which are missing.
  public static final String RECORD_CACHES = "--record-aot-cache";

  /// The option of `up` that neither records nor uses AOT caches.
  public static final String NO_CACHES = "--no-aot-cache";

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(90);

  private final StackSettings settings;
  private final boolean recordCaches;
  private final StackConsole console;

  /// @param recordCaches whether AOT caches that are missing are recorded first
  public DetachedSupervisor(StackSettings settings, boolean recordCaches, StackConsole console) {
    this.settings = settings;
    this.recordCaches = recordCaches;
    this.console = console;
  }

  /// @return 0 when every part answers, else the supervisor's own exit code, its reason already
  ///   shown
  public int start() throws IOException {
    var log = settings.logFolder().resolve("launcher.log");
    Files.createDirectories(settings.logFolder());
    var tail = LogTail.at(log);
    var process = launch(log);
    var giveUp = new Thread(() -> stop(process));
    Runtime.getRuntime().addShutdownHook(giveUp);
    while (process.isAlive() && !ready(process.pid())) {
      tail.lines().forEach(console::pass);
      pause();
    }
    Runtime.getRuntime().removeShutdownHook(giveUp);
    tail.lines().forEach(console::pass);
    if (process.isAlive()) {
      console.say("goes on in the background (pid %d)".formatted(process.pid()));
      return 0;
    }
    return Math.max(1, process.exitValue());
  }

  private Process launch(Path log) throws IOException {
    var command = new ArrayList<>(LauncherCommand.of(settings.home()));
    command.addAll(List.of("up", "--data", settings.data().toString()));
    command.addAll(List.of("--port-base", Integer.toString(settings.portBase())));
    command.addAll(List.of("--parts", String.join(",", settings.parts())));
    command.addAll(settings.heaps().commandLine());
    command.addAll(settings.collectors().commandLine());
    if (!settings.aotCache()) {
      command.add(NO_CACHES);
    } else if (recordCaches) {
      command.add(RECORD_CACHES);
    }
    return new ProcessBuilder(Detached.command(command))
        .redirectErrorStream(true)
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private boolean ready(long pid) {
    try {
      return Files.readString(Supervisor.readyFile(settings)).equals(Long.toString(pid));
    } catch (IOException e) {
      return false; // not yet
    }
  }

  private static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
