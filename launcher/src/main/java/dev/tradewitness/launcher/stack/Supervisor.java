package dev.tradewitness.launcher.stack;

import dev.tradewitness.launcher.part.Part;
import dev.tradewitness.launcher.part.PartFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Brings a stack up, shows what its parts warn of, and reports a part that dies. Starts nothing
/// again by itself: an operator must learn that something died. Stops everything when it is told to
/// end.
public final class Supervisor {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration UNWIND_LIMIT = Duration.ofSeconds(10);
  private static final int DEATH_LINES = 15;

  private final Stack stack;
  private final StackConsole console;
  private final Runnable first;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Map<String, OptionalLong> seen = new HashMap<>();
  private final Map<String, LogTail> tails = new HashMap<>();

  /// @param first runs before the first part starts, see [Stack#up(Runnable)]; it must end soon
  ///   after its thread is interrupted
  public Supervisor(Stack stack, StackConsole console, Runnable first) {
    this.stack = stack;
    this.console = console;
    this.first = first;
  }

  /// Written when all parts answer, with the supervisor's pid in it.
  public static Path readyFile(StackSettings settings) {
    return settings.runFolder().resolve("launcher.ready");
  }

  /// Returns only when the program is told to end or the stack cannot be brought up.
  public void run() throws StackException, PartFailedException, IOException {
    var worker = Thread.currentThread();
    Files.createDirectories(stack.settings().runFolder());
    Files.createDirectories(stack.settings().logFolder());
    stack.takeLock();
    Files.deleteIfExists(readyFile(stack.settings()));
    stack.supervisorPidFile().write(ProcessHandle.current());
    var hook = new Thread(() -> stopAll(worker), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      stack.up(first);
      if (stopping.get()) {
        return;
      }
      sayWhatIsLax();
      Files.writeString(readyFile(stack.settings()), Long.toString(ProcessHandle.current().pid()));
      console.table(stack.status());
      console.say("up; Ctrl-C stops everything, logs are in " + stack.settings().logFolder());
      watch();
    } finally {
      if (!stopping.get()) {
        Runtime.getRuntime().removeShutdownHook(hook);
        forget();
      }
    }
  }

  private void sayWhatIsLax() {
    if (stack.settings().parts().contains(StackPorts.AUTHORIZE)) {
      console.say(Services.LAX_AUTHORIZE);
    }
  }

  private void stopAll(Thread worker) {
    stopping.set(true);
    console.say("stopping");
    worker.interrupt();
    try {
      var _ = worker.join(UNWIND_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stack.stopParts();
    forget();
    console.say("everything has stopped");
    // A stop that was asked for is a success; the signal's own exit code would say otherwise.
    Runtime.getRuntime().halt(0);
  }

  private void forget() {
    try {
      Files.deleteIfExists(readyFile(stack.settings()));
    } catch (IOException e) {
      console.warn("cannot remove " + readyFile(stack.settings()));
    }
    stack.supervisorPidFile().delete();
    stack.close();
  }

  private void watch() {
    for (var part : stack.parts()) {
      seen.put(part.name(), pid(part));
      tails.put(part.name(), LogTail.at(part.process().log()));
    }
    while (!stopping.get()) {
      for (var part : stack.parts()) {
        tails(part).next().forEach(line -> console.line(part.name(), line));
        report(part, seen.getOrDefault(part.name(), OptionalLong.empty()), pid(part));
      }
      try {
        Thread.sleep(POLL);
      } catch (InterruptedException e) {
        return; // told to end
      }
    }
  }

  private LogTail tails(Part part) {
    return tails.computeIfAbsent(part.name(), _ -> LogTail.at(part.process().log()));
  }

  private void report(Part part, OptionalLong before, OptionalLong now) {
    if (before.equals(now) || stopping.get()) {
      return;
    }
    seen.put(part.name(), now);
    before.ifPresent(pid -> reportDeath(part, pid));
    now.ifPresent(pid -> console.say("%s runs again (pid %d)".formatted(part.name(), pid)));
  }

  private void reportDeath(Part part, long pid) {
    var code = part.process().exitCode(pid);
    console.warn(
        "%s (pid %d) ended, %s; it stays down until ./tradewitness start %s; last lines of %s:"
            .formatted(
                part.name(),
                pid,
                exitText(code.isPresent() ? code.getAsInt() : null),
                part.name(),
                part.process().log()));
    part.process().logTail(DEATH_LINES).forEach(line -> console.line(part.name(), line));
  }

  private static String exitText(@Nullable Integer code) {
    if (code == null) {
      return "exit code unknown (it was started from elsewhere)";
    }
    return switch (code) {
      case 137 -> "exit code 137 (SIGKILL)";
      case 143 -> "exit code 143 (SIGTERM)";
      default -> "exit code " + code;
    };
  }

  private static OptionalLong pid(Part part) {
    return part.process().running().map(p -> OptionalLong.of(p.pid())).orElse(OptionalLong.empty());
  }
}
