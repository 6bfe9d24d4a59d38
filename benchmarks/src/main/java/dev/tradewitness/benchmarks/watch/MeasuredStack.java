package dev.tradewitness.benchmarks.watch;

import dev.tradewitness.launcher.part.Part;
import dev.tradewitness.launcher.part.PostgresPart;
import dev.tradewitness.launcher.stack.Stack;
import dev.tradewitness.launcher.stack.StackSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The running stack that is measured. It is only looked at: nothing of it is started or stopped.
public final class MeasuredStack {
  /// What tells whether a part falls behind, by part.
  private static final Map<String, List<String>> QUEUES =
      Map.of(
          "authorize", List.of("authorize_journal_queue_rows", "authorize_relay_behind"),
          "capture", List.of("vcp_queue_size", "tradewitness_capture_relay_lag"),
          "anchor", List.of("tradewitness_anchor_messages_waiting"),
          "vpin", List.of("vpin_lag"));

  private final Stack stack;

  private MeasuredStack(Stack stack) {
    this.stack = stack;
  }

  /// The stack in a data folder.
  ///
  /// @throws IllegalArgumentException when nothing was ever brought up there
  public static MeasuredStack in(Path home, Path data) throws IOException {
    var settings =
        StackSettings.saved(home, data)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "nothing was ever brought up in "
                        + data.toAbsolutePath().normalize()
                        + ": start a stack with ./tradewitness up"));
    return new MeasuredStack(Stack.open(settings, _ -> {}));
  }

  public Path data() {
    return stack.settings().data();
  }

  /// The port of a part.
  ///
  /// @throws IllegalArgumentException when it does not run
  public int port(String part) {
    return running(part).port();
  }

  public ProcessHandle process(String part) {
    return running(part).process().running().orElseThrow();
  }

  /// The process and its arguments as the system shows them, empty when it cannot be read.
  public List<String> commandLine(String part) {
    try {
      var text = Files.readString(Path.of("/proc/" + process(part).pid() + "/cmdline"));
      return List.of(text.split("\0", -1));
    } catch (IOException e) {
      return List.of();
    }
  }

  /// Names of the parts that run.
  public List<String> runningParts() {
    return stack.parts().stream()
        .filter(part -> part.process().running().isPresent())
        .map(Part::name)
        .toList();
  }

  /// Versions of PostgreSQL and Kafka, by part, of those that run.
  public Map<String, String> versions() {
    return Software.of(this);
  }

  /// The commit that the stack was built from, if it has not changed since.
  public String commit() {
    return Software.commit(stack.settings().home());
  }

  /// Every part that runs, and this program as `generator`.
  public List<WatchedProcess> watched() {
    var watched = new ArrayList<WatchedProcess>();
    for (var name : runningParts()) {
      watched.add(
          new WatchedProcess(
              name, process(name), port(name), QUEUES.getOrDefault(name, List.of())));
    }
    watched.add(new WatchedProcess("generator", ProcessHandle.current(), 0, List.of()));
    return watched;
  }

  /// Where the stack's PostgreSQL takes connections.
  public String jdbcUrl() {
    return stack.jdbcUrl();
  }

  public String superuserPassword() {
    return stack.databasePassword(PostgresPart.SUPERUSER);
  }

  private Part running(String name) {
    var part = stack.part(name);
    if (part.process().running().isEmpty()) {
      throw new IllegalArgumentException(
          "%s does not run in %s: start it with ./tradewitness up".formatted(name, data()));
    }
    return part;
  }
}
