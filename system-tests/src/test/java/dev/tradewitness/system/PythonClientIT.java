package dev.tradewitness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.system.reference.OwnJson;
import dev.tradewitness.system.stack.CapturedStream;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The Python client of the integration guide, cut out of the guide and not touched.
@Order(1)
@ExtendWith(SharedStack.class)
class PythonClientIT {

  private static final Path GUIDE =
      RunningStack.home().resolve("../shared/sources/vcp-generic-integration.md").normalize();
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void theGuidesClientWorksUnchanged(RunningStack stack) throws IOException {
    String python = python();
    Files.writeString(folder.resolve("vcp_client.py"), pythonOf("## Pattern 1:"));
    Files.writeString(folder.resolve("vcp_decorator.py"), pythonOf("## Pattern 4:"));
    List<Map<String, Object>> told = run(stack, python, "python_client_drill.py");
    var doors = capturedAsTold(stack, told);
    var table = new Table("The guide's Python client");
    doors.forEach((door, count) -> table.row(door + ": events captured, hashes equal", count));
    table.print();
    assertThat(doors)
        .containsEntry("log_order", 2)
        .containsEntry("log_execution", 2)
        .containsEntry("log_error", 2)
        .containsEntry("custom", 2)
        .containsEntry("decorator", 2)
        .containsEntry("parallel", 100);
  }

  @Test
  void theGuidesAsyncClientPosts100EventsAtOnce(RunningStack stack) throws IOException {
    String python = python();
    Files.writeString(folder.resolve("vcp_client.py"), pythonOf("## Pattern 1:"));
    String async = pythonOf("## Pattern 5:");
    // The block ends with a run against its own default address.
    Files.writeString(folder.resolve("vcp_async.py"), async.substring(0, async.indexOf("# Usage")));
    var doors = capturedAsTold(stack, run(stack, python, "python_async_drill.py"));
    new Table("The guide's asyncio client").row("events captured, hashes equal", doors).print();
    assertThat(doors).containsEntry("asyncio", 100);
  }

  /// The first Python on this machine that has the modules the guide's clients import.
  private static String python() {
    Tools.need(Files.exists(GUIDE), "the integration guide, " + GUIDE);
    var found =
        Stream.of("python3", "/usr/bin/python3")
            .filter(python -> Program.isThere(python, "-c", "import requests, aiohttp"))
            .findFirst();
    Tools.need(found.isPresent(), "Python 3 with the modules requests and aiohttp");
    return found.orElseThrow();
  }

  /// The first Python block below a heading.
  private static String pythonOf(String heading) throws IOException {
    String guide = Files.readString(GUIDE);
    int start = guide.indexOf("```python\n", guide.indexOf(heading)) + "```python\n".length();
    return guide.substring(start, guide.indexOf("```", start));
  }

  private List<Map<String, Object>> run(RunningStack stack, String python, String drill)
      throws IOException {
    Path script = folder.resolve(drill);
    try (var resource = PythonClientIT.class.getResourceAsStream("/" + drill)) {
      Files.write(script, resource.readAllBytes());
    }
    String run = Long.toString(System.nanoTime(), 36);
    String output =
        Program.run(folder, LIMIT, python, script.toString(), stack.http("capture").base(), run)
            .expectSuccess()
            .output();
    var told = new ArrayList<Map<String, Object>>();
    output.lines().forEach(line -> told.add(OwnJson.object(line.getBytes(StandardCharsets.UTF_8))));
    return told;
  }

  /// Every event that the client returned is in capture's stream with the hash that Python and this
  /// module each worked out on their own; nothing else is in the stream.
  @SuppressWarnings("unchecked") // the drill's own layout
  private static Map<String, Integer> capturedAsTold(
      RunningStack stack, List<Map<String, Object>> told) throws IOException {
    Http capture = stack.http("capture");
    var doors = new TreeMap<String, Integer>();
    var ids = new HashSet<String>();
    String policyId = "";
    for (Map<String, Object> line : told) {
      var event = (Map<String, Object>) line.get("event");
      var header = (Map<String, Object>) event.get("header");
      String id = (String) header.get("event_id");
      policyId =
          (String) ((Map<String, Object>) event.get("policy_identification")).get("policy_id");
      String hash = OwnJson.eventHash(OwnJson.canonical(event).getBytes(StandardCharsets.UTF_8));
      assertThat(line.get("python_hash")).as("Python's hash of " + id).isEqualTo(hash);
      JsonObject captured = capture.get("/vcp/events/" + id).expect(200).json();
      assertThat(CapturedStream.text(captured.object("security"), "event_hash")).isEqualTo(hash);
      assertThat(
              OwnJson.parse(captured.object("payload").toString().getBytes(StandardCharsets.UTF_8)))
          .isEqualTo(event.get("payload"));
      ids.add(id);
      doors.merge((String) line.get("door"), 1, Integer::sum);
    }
    assertThat(CapturedStream.read(capture, policyId).events())
        .extracting(CapturedStream.Captured::eventId)
        .containsExactlyInAnyOrderElementsOf(ids);
    return doors;
  }
}
