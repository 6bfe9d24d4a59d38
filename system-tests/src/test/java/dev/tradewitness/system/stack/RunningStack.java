package dev.tradewitness.system.stack;

import dev.tradewitness.launcher.part.Part;
import dev.tradewitness.launcher.part.PartFailedException;
import dev.tradewitness.launcher.part.Ports;
import dev.tradewitness.launcher.part.ReservedPorts;
import dev.tradewitness.launcher.stack.Stack;
import dev.tradewitness.launcher.stack.StackException;
import dev.tradewitness.launcher.stack.StackPorts;
import dev.tradewitness.launcher.training.Training;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// A whole stack in a fresh data folder under `target`, on ports that were free.
public final class RunningStack implements AutoCloseable {

  private final Path data;
  private final int portBase;
  private final Stack stack;

  private RunningStack(Path data, int portBase) {
    this.data = data;
    this.portBase = portBase;
    this.stack = Stack.open(home(), data, portBase);
    // The parts are processes of their own: an aborted run must not leave them behind.
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  /// Brings one up and returns when every part answers.
  public static RunningStack up(String name) {
    return up(name, freshFolder(name));
  }

  /// The same in a folder that is there.
  public static RunningStack up(String name, Path data) {
    var running = new RunningStack(data, ReservedPorts.shift(StackPorts.all()));
    long began = System.nanoTime();
    try {
      running.stack.up(() -> Training.recordMissing(running.stack, RunningStack::say));
    } catch (PartFailedException | StackException e) {
      String logs = running.logTails(40);
      running.close();
      throw new AssertionError("the stack did not come up: " + e.getMessage() + "\n" + logs, e);
    }
    say(
        "stack %s up in %.1f s, ports shifted by %d, data in %s"
            .formatted(name, (System.nanoTime() - began) / 1e9, running.portBase, data));
    return running;
  }

  /// The repository's root.
  public static Path home() {
    String home = System.getProperty("tradewitness.home");
    if (home == null) {
      throw new IllegalStateException("run by Maven, which sets tradewitness.home");
    }
    return Path.of(home).toAbsolutePath().normalize();
  }

  /// An empty folder below this module's `target`.
  public static Path freshFolder(String name) {
    Path data = home().resolve("system-tests/target/stacks").resolve(name);
    try {
      if (Files.exists(data)) {
        try (Stream<Path> all = Files.walk(data)) {
          for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(path);
          }
        }
      }
      Files.createDirectories(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return data;
  }

  public Path data() {
    return data;
  }

  public int port(String part) {
    return part(part).port();
  }

  /// Of capture's LDJSON door: as far from its usual number as capture's own port is.
  public int ldjsonPort() {
    return 17_000 + port("capture") - 8_081;
  }

  public String kafka() {
    return "127.0.0.1:" + port("kafka");
  }

  public Http http(String part) {
    return new Http(port(part));
  }

  public List<String> names() {
    return stack.parts().stream().map(Part::name).toList();
  }

  public long pid(String part) {
    return part(part).process().running().map(ProcessHandle::pid).orElse(-1L);
  }

  private Part part(String name) {
    return stack.parts().stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// kill -9, then start again; gives the time until the part answered.
  public Duration killAndRestart(String name) {
    long before = pid(name);
    long began = System.nanoTime();
    try {
      stack.kill(name);
      stack.start(name);
    } catch (PartFailedException e) {
      throw new AssertionError(
          name + " did not come back: " + e.getMessage() + "\n" + logTails(30), e);
    }
    var took = Duration.ofNanos(System.nanoTime() - began);
    say(
        "kill -9 %s (pid %d), back as pid %d after %.1f s"
            .formatted(name, before, pid(name), took.toMillis() / 1e3));
    return took;
  }

  /// Starts what has ended by itself; gives the names.
  public List<String> restartEnded() {
    var ended = new ArrayList<String>();
    for (Part part : stack.parts()) {
      if (part.process().running().isEmpty()) {
        ended.add(part.name());
        try {
          stack.start(part.name());
        } catch (PartFailedException e) {
          throw new AssertionError(
              part.name() + " did not come back: " + e.getMessage() + "\n" + logTails(30), e);
        }
      }
    }
    return ended;
  }

  /// SIGSTOP to all processes of a part, and SIGCONT after a while; gives the time until the part
  /// answered again.
  public Duration freeze(String name, Duration time) throws InterruptedException {
    ProcessHandle process = part(name).process().running().orElseThrow();
    long began = System.nanoTime();
    // The first one starts others, so it is stopped before they are counted.
    signal("-STOP", List.of(process));
    List<ProcessHandle> children = process.descendants().toList();
    signal("-STOP", children);
    try {
      Thread.sleep(time);
    } finally {
      signal("-CONT", children);
      signal("-CONT", List.of(process));
    }
    long thawed = System.nanoTime();
    Awaitility.await(name + " answers again")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> part(name).ready());
    var took = Duration.ofNanos(System.nanoTime() - thawed);
    say(
        "SIGSTOP %s (pid %d) for %.1f s, answered %.1f s after SIGCONT"
            .formatted(name, process.pid(), (thawed - began) / 1e9, took.toMillis() / 1e3));
    return took;
  }

  private static void signal(String signal, List<ProcessHandle> to) throws InterruptedException {
    if (to.isEmpty()) {
      return;
    }
    var command = new ArrayList<>(List.of("kill", signal));
    to.forEach(process -> command.add(Long.toString(process.pid())));
    try {
      if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
        throw new AssertionError("no signal sent: " + command);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Ends everything, and says what should not be there any more: processes and open ports.
  public List<String> downAndLeftovers() {
    var pids = new ArrayList<ProcessHandle>();
    var ports = new ArrayList<Integer>();
    for (Part part : stack.parts()) {
      part.process()
          .running()
          .ifPresent(process -> {
            pids.add(process);
            process.descendants().forEach(pids::add);
          });
      ports.add(part.port());
    }
    ports.add(19093 + portBase);
    stack.down();
    var left = new ArrayList<String>();
    pids.stream()
        .filter(process -> !ends(process))
        .forEach(process -> left.add("process " + process.pid() + " " + process.info()));
    left.addAll(Leftovers.commandLinesNaming(data));
    ports.stream().filter(Ports::answers).forEach(port -> left.add("port " + port));
    return left;
  }

  /// A process that has ended counts as alive until its parent, which may be this one, has taken
  /// notice.
  private static boolean ends(ProcessHandle process) {
    try {
      process.onExit().get(10, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// The last lines of every part's log.
  public String logTails(int lines) {
    var text = new StringBuilder();
    for (Part part : stack.parts()) {
      text.append("--- ")
          .append(part.name())
          .append(" (")
          .append(part.process().log())
          .append(")\n");
      part.process().logTail(lines).forEach(line -> text.append(line).append('\n'));
    }
    return text.toString();
  }

  /// Whether a part's log has the text.
  public boolean hasLogged(String name, String text) throws IOException {
    try (Stream<String> lines =
        Files.lines(part(name).process().log(), StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(line -> line.contains(text));
    }
  }

  @Override
  public synchronized void close() {
    stack.down();
  }

  @SuppressWarnings("SystemOut") // what a drill does is read on its output
  public static void say(String line) {
    System.out.println(line);
  }
}
