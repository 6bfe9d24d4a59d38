package dev.tradewitness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.launcher.part.Ports;
import dev.tradewitness.launcher.part.ReservedPorts;
import dev.tradewitness.launcher.stack.StackPorts;
import dev.tradewitness.system.stack.Http;
import dev.tradewitness.system.stack.Leftovers;
import dev.tradewitness.system.stack.Program;
import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// The command that people type, from up to down.
@Order(3)
class ScriptIT {

  private static final Path SCRIPT = RunningStack.home().resolve("tradewitness");
  private static final List<String> PARTS =
      List.of("postgres", "kafka", "tsa", "capture", "anchor", "authorize", "vpin");

  private static final List<Integer> PORTS = StackPorts.all();

  /// Other drills leave the warm-up out; people's services warm up as is the default.
  private static final Map<String, String> AS_A_USER = Map.of("TRADEWITNESS_WARMUP_TIMEMAX", "3s");

  /// As `/proc/net/tcp` has it.
  private static final String LISTENING = "0A";

  private final Path data = RunningStack.freshFolder("script");
  private final String portBase = Integer.toString(ReservedPorts.shift(PORTS));
  private final Table table = new Table("./tradewitness from up to down");

  @Test
  void upStatusKillStartDemoAnOfficersDayAndDownLeaveNothingBehind() throws IOException {
    assertThat(SCRIPT).isExecutable();
    try {
      var up =
          run(
              900,
              "up",
              "--detach",
              "--record-aot-cache",
              "--port-base",
              portBase,
              "--heap",
              "capture=320m");
      assertThat(up.exit()).as(up.output()).isZero();
      assertThat(up.output())
          .as("what this stack allows and the service's own defaults block")
          .contains(
              "authorize allows unknown clients and symbols",
              "unknown-client=allow",
              "unknown-symbol=allow",
              "reference.required-for-sells=false");
      requireHealthy();
      requireServicesStartAsDocumented();
      requireOnlyThisMachineIsListenedTo();
      assertThat(RunningStack.home().resolve("launcher/target/training"))
          .as("the scratch stack's data")
          .doesNotExist();

      var second = run(60, "up", "--detach", "--port-base", portBase);
      assertThat(second.exit()).as("a second up: " + second.output()).isNotZero();
      assertThat(second.output()).contains(data.toString());
      requireHealthy();

      assertThat(run(60, "kill", "capture").exit()).isZero();
      var died = run(60, "status");
      assertThat(died.output().lines().filter(line -> line.startsWith("capture")))
          .singleElement()
          .asString()
          .doesNotContain("healthy");
      assertThat(run(200, "start", "capture").exit()).isZero();
      requireHealthy();
      requireServicesStartAsDocumented();

      requireTheSourcesFileIsThereAndValid();

      var demo = run(150, "demo", "--port-base", portBase);
      assertThat(demo.exit()).as(demo.output()).isZero();
      assertThat(demo.output())
          .contains("AUTHORIZED", "BLOCKED", "VPIN", "token ", "ANCHORED", "Result: PASS");

      new OfficersDay(
              (command, options) -> run(60, command, options),
              new Http(Integer.parseInt(portBase) + StackPorts.defaultPort("authorize")),
              data)
          .spend();
    } finally {
      var down = run(120, "down");
      assertThat(down.exit()).as(down.output()).isZero();
    }
    assertThat(Leftovers.commandLinesNaming(data)).isEmpty();
    assertThat(openPorts()).isEmpty();
    table.row("left after down: processes and ports", 0).print();
  }

  private void requireTheSourcesFileIsThereAndValid() {
    Path file = data.resolve("sources.yaml");
    var valid = check(file);
    assertThat(valid.exit()).as(valid.output()).isZero();
    assertThat(valid.output()).contains("valid, digest ", "orders");

    Path broken = data.resolve("broken.yaml");
    try {
      Files.writeString(broken, "version: 1\nkafka:\n- {topic: orders}\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var refused = check(broken);
    assertThat(refused.exit()).as(refused.output()).isEqualTo(1);
    assertThat(refused.output()).contains("line 3: kafka[0] has no mapping");
  }

  private static Program.Outcome check(Path file) {
    return Program.run(
        RunningStack.home(),
        Duration.ofSeconds(60),
        AS_A_USER,
        List.of(SCRIPT.toString(), "config", "check", file.toString()));
  }

  private void requireHealthy() {
    var status = run(60, "status");
    for (String part : PARTS) {
      assertThat(status.output().lines().filter(line -> line.startsWith(part)))
          .as(part + " in\n" + status.output())
          .singleElement()
          .asString()
          .contains("healthy");
    }
  }

  private void requireServicesStartAsDocumented() {
    for (String name : List.of("capture", "anchor", "authorize")) {
      assertThat(Leftovers.commandLinesNaming(data))
          .filteredOn(line -> line.contains(name + "-service.jar"))
          .singleElement()
          .asString()
          .contains("-XX:+UseSerialGC", "-XX:AOTCache=");
    }
    assertThat(Leftovers.commandLinesNaming(data))
        .filteredOn(line -> line.contains("-Xmx320m"))
        .as("with the heap that was chosen for capture alone")
        .singleElement()
        .asString()
        .contains("capture-service.jar");
    for (String part : PARTS) {
      assertThat(data.resolve("logs").resolve(part + ".log")).isNotEmptyFile();
    }
    assertThat(data.resolve("logs").resolve("launcher.log")).content().contains("[launcher ] ");
  }

  /// Reads Linux's list of sockets; elsewhere there is nothing to read.
  private void requireOnlyThisMachineIsListenedTo() {
    List<Path> lists =
        Stream.of("/proc/net/tcp", "/proc/net/tcp6").map(Path::of).filter(Files::exists).toList();
    if (lists.isEmpty()) {
      return;
    }
    var addresses = new TreeMap<Integer, Set<String>>();
    for (Path list : lists) {
      for (String line : lines(list)) {
        String[] columns = line.trim().split("\\s+");
        if (columns[3].equals(LISTENING)) {
          String[] local = columns[1].split(":");
          addresses
              .computeIfAbsent(Integer.parseInt(local[1], 16), _ -> new TreeSet<>())
              .add(local[0]);
        }
      }
    }
    for (int port : PORTS) {
      int here = port + Integer.parseInt(portBase);
      if (port == StackPorts.CAPTURE_FIX) { // the sources file names no session
        assertThat(addresses).as("FIX on port " + here).doesNotContainKey(here);
        continue;
      }
      assertThat(addresses.get(here))
          .as("who is listened to on port " + here)
          .isNotEmpty()
          .isSubsetOf("0100007F", "0000000000000000FFFF00000100007F");
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream().skip(1).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Integer> openPorts() {
    var open = new ArrayList<Integer>();
    for (int port : PORTS) {
      if (Ports.answers(port + Integer.parseInt(portBase))) {
        open.add(port);
      }
    }
    return open;
  }

  private Program.Outcome run(int seconds, String command, String... options) {
    var words = new ArrayList<String>(List.of(SCRIPT.toString(), command));
    words.addAll(List.of(options));
    words.addAll(List.of("--data", data.toString()));
    long began = System.nanoTime();
    var outcome = Program.run(RunningStack.home(), Duration.ofSeconds(seconds), AS_A_USER, words);
    table.row(
        command + " " + String.join(" ", options),
        "exit %d after %.1f s".formatted(outcome.exit(), (System.nanoTime() - began) / 1e9));
    return outcome;
  }
}
