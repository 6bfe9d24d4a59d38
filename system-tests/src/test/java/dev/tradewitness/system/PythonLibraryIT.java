package dev.tradewitness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.system.reference.OwnJson;
import dev.tradewitness.system.stack.CapturedStream;
import dev.tradewitness.system.stack.CapturedStream.Captured;
import dev.tradewitness.system.stack.Http;
import dev.tradewitness.system.stack.Program;
import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.SharedStack;
import dev.tradewitness.system.stack.Table;
import dev.tradewitness.system.stack.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The Python library of `clients/python` against real services, and its own unit tests.
@Order(1)
@ExtendWith(SharedStack.class)
class PythonLibraryIT {

  private static final Path TESTS = RunningStack.home().resolve("clients/python/tests");
  private static final String PYTHON = "python3";
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /// The source tree stays as it is.
  private static final Map<String, String> ENVIRONMENT = Map.of("PYTHONDONTWRITEBYTECODE", "1");

  @TempDir Path folder;

  @Test
  void theUnitTestsPass() {
    needPython();
    var command = List.of(PYTHON, "-m", "unittest", "discover");
    RunningStack.say(Program.run(TESTS, LIMIT, ENVIRONMENT, command).expectSuccess().output());
  }

  @Test
  void everyMethodDeliversAndAKilledClientsSpoolIsSentByTheNext(RunningStack stack)
      throws IOException {
    needPython();
    var told =
        drill(
            "deliver",
            Integer.toString(stack.port("capture")),
            Integer.toString(stack.port("authorize")),
            folder.toString(),
            ldjsonPort(stack),
            stack.data().resolve("keys/authorize-token.secret").toString());
    print("The Python library", told);
    assertThat(capturedAsTold(stack.http("capture"), told)).hasSizeGreaterThanOrEqualTo(6);
  }

  @Test
  void aCaptureThatIsKilledGetsEveryEventOnceAndInOrder(RunningStack stack) throws Exception {
    needPython();
    String port = Integer.toString(stack.port("capture"));
    String ldjson = ldjsonPort(stack);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var drill = threads.submit(() -> drill("outage", port, folder.toString(), ldjson));
      Path logging = folder.resolve("logging");
      Awaitility.await("the client logs")
          .atMost(LIMIT)
          .until(() -> Files.exists(logging) || drill.isDone());
      try {
        stack.killAndRestart("capture");
      } finally {
        Files.createFile(folder.resolve("stop"));
      }
      var told = drill.get();
      print("The Python library while capture-service is killed", told);
      assertThat(capturedAsTold(stack.http("capture"), told)).hasSize(2);
    }
  }

  private static String ldjsonPort(RunningStack stack) {
    return Integer.toString(stack.ldjsonPort());
  }

  private static void needPython() {
    boolean isThere =
        Program.isThere(PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 9))");
    Tools.need(isThere, "Python 3.9 or later");
  }

  private static List<Map<String, Object>> drill(String... arguments) {
    var command = new ArrayList<>(List.of(PYTHON, TESTS.resolve("drill_stack.py").toString()));
    command.addAll(List.of(arguments));
    String output = Program.run(TESTS, LIMIT, ENVIRONMENT, command).expectSuccess().output();
    return output
        .lines()
        .filter(line -> line.startsWith("{"))
        .map(line -> OwnJson.object(line.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  private static void print(String title, List<Map<String, Object>> told) {
    var table = new Table(title);
    told.stream()
        .filter(line -> line.containsKey("row"))
        .forEach(line -> table.row((String) line.get("row"), line.get("value")));
    table.print();
  }

  /// Each stream that the drill told of has its events, in the order told, and no other; the hash
  /// that Python worked out is capture's and this module's. Gives the events by stream.
  private static Map<String, List<String>> capturedAsTold(
      Http capture, List<Map<String, Object>> told) throws IOException {
    var streams = new TreeMap<String, List<String>>();
    var hashes = new HashMap<String, Object>();
    for (Map<String, Object> line : told) {
      if (line.get("event_id") instanceof String id) {
        streams
            .computeIfAbsent((String) line.get("policy_id"), policy -> new ArrayList<>())
            .add(id);
        hashes.put(id, line.get("event_hash"));
      }
    }
    for (var stream : streams.entrySet()) {
      List<Captured> events = CapturedStream.read(capture, stream.getKey()).events();
      assertThat(events)
          .as(stream.getKey())
          .extracting(Captured::eventId)
          .containsExactlyElementsOf(stream.getValue());
      for (Captured event : events) {
        assertThat(event.eventHash())
            .as("hash of " + event.eventId())
            .isEqualTo(hashes.get(event.eventId()))
            .isEqualTo(OwnJson.eventHash(event.document()));
      }
    }
    return streams;
  }
}
