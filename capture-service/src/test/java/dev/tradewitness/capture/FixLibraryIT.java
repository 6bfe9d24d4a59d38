package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.client.delivery.Counters;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.launcher.part.ReservedPorts;
import dev.tradewitness.quickfixj.FixEvents;
import dev.tradewitness.quickfixj.FixRecorder;
import dev.tradewitness.quickfixj.RecordedApplication;
import dev.tradewitness.testservers.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quickfix.ApplicationAdapter;
import quickfix.SessionID;

/// An engine that records its own session, with and without the drop-copy door at its other end.
class FixLibraryIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /// A rejected order is two.
  private static final String[] TYPES = {
    "ORD", "PRT", "REJ", "ERR_REJECT", "MOD_REQUEST", "CXL_REQUEST", "REJ", "FIX_MESSAGE"
  };

  private static final List<Fields> ONE_OF_EACH =
      List.of(
          Fields.of("D", 11, "O-1", 55, "AAPL", 54, "1", 40, "2", 44, "185.5000", 38, "100"),
          Fields.of(
              "8", 11, "O-1", 37, "B", 17, "E-1", 150, "F", 151, "60", 31, "185.49", 32, "40"),
          Fields.of("8", 11, "O-1", 37, "B", 150, "8", 58, "no credit"),
          Fields.of("G", 11, "O-2", 41, "O-1", 44, "185.4000", 38, "50", 40, "2"),
          Fields.of("F", 11, "O-3", 41, "O-1"),
          Fields.of("9", 11, "O-3", 41, "O-1", 37, "B", 434, "1", 102, "0"),
          Fields.of("AE", 571, "T-1", 9999, "our own tag"));

  /// @param fields tag, value, tag, value, …
  private record Fields(String type, List<Object> fields) {

    static Fields of(String type, Object... fields) {
      return new Fields(type, List.of(fields));
    }

    String text() {
      var text = new StringBuilder();
      for (int i = 0; i < fields.size(); i += 2) {
        text.append(fields.get(i)).append('=').append(fields.get(i + 1)).append('|');
      }
      return text.toString();
    }
  }

  private final String policy = "test:fix-library-" + UUID.randomUUID();
  private final int port = ReservedPorts.one();

  @TempDir Path folder;

  @Test
  void bothDoorsTogetherStoreEachEventOnce() throws Exception {
    Path sources =
        Files.writeString(
            folder.resolve("sources.yaml"),
            """
            version: 1
            fix:
              - {begin_string: FIX.4.4, sender_comp_id: TRADEWITNESS, target_comp_id: BOTH, policy_id: '%s'}
            """
                .formatted(policy));
    var session = new SessionID("FIX.4.4", "BOTH", FixClient.THEIRS);
    try (CaptureProcess capture = capture(sources);
        Tradewitness client =
            Tradewitness.builder(capture.http().address(), folder.resolve("spool")).open()) {
      var recorder = new FixRecorder(client, events());
      try (var engine =
          FixClient.connect(
              port,
              session,
              Files.createDirectories(folder.resolve("engine")),
              RecordedApplication.of(new ApplicationAdapter(), recorder))) {
        engine.awaitLogon();
        ONE_OF_EACH.forEach(message -> engine.send(message.type(), message.fields().toArray()));
        // Number 1 is the logon.
        await().atMost(PATIENCE).until(() -> lastNumber(capture.http()).equals("8"));
      }
      awaitAnswers(client);

      Counters counters = client.counters();
      // A busy machine may let the door cut a session, and the engine sends some once more.
      assertThat(recorder.counts().logged()).isEqualTo(TYPES.length);
      assertThat(recorder.counts().dropped() + recorder.counts().failed()).isZero();
      assertThat(counters.refused()).as("none is another event of the same id").isZero();
      assertThat(counters.stored()).isEqualTo(TYPES.length);
      assertThat(stored(capture.http())).containsExactlyInAnyOrder(TYPES);
    }
  }

  @Test
  void theLibraryAloneStoresThemAll() throws Exception {
    try (CaptureProcess capture =
            capture(Files.writeString(folder.resolve("sources.yaml"), "version: 1\n"));
        Tradewitness client =
            Tradewitness.builder(capture.http().address(), folder.resolve("spool")).open()) {
      var recorder = new FixRecorder(client, events());
      for (Fields message : ONE_OF_EACH) {
        String text =
            "8=FIX.4.4|35=%s|34=%d|49=ALONE|52=20261130-07:00:00|56=BROKER|%s"
                .formatted(message.type(), recorder.counts().messages(), message.text());
        assertThat(recorder.record("FIX.4.4", "ALONE", text.replace('|', '\u0001'))).isTrue();
      }
      awaitAnswers(client);
      assertThat(client.counters().duplicates()).isZero();
      assertThat(stored(capture.http())).containsExactlyInAnyOrder(TYPES);
    }
  }

  private static void awaitAnswers(Tradewitness client) {
    await()
        .atMost(PATIENCE)
        .until(() -> client.counters().stored() + client.counters().refused() == TYPES.length);
  }

  private FixEvents events() {
    return new FixEvents(new PolicyId(policy), "SILVER", "BEST_EFFORT", InstantSource.system());
  }

  private CaptureProcess capture(Path sources) throws IOException {
    Servers.kafka().resetTopics();
    return CaptureProcess.start(
        Servers.postgres().createDatabase("capture"),
        "--tradewitness.capture.sources=" + sources,
        "--tradewitness.capture.fix.port=" + port,
        "--tradewitness.capture.fix.store-folder="
            + Files.createDirectories(folder.resolve("service")));
  }

  private static String lastNumber(CaptureHttp http) {
    return http.get("/vcp/sources").json().array("sources").elements().stream()
        .map(JsonObject.class::cast)
        .filter(lane -> "fix:BOTH".equals(lane.string("source")))
        .map(lane -> String.valueOf(lane.text("number")))
        .findFirst()
        .orElse("");
  }

  private List<String> stored(CaptureHttp http) {
    return http
        .get("/vcp/events?limit=500&policy_id=" + policy)
        .json()
        .array("events")
        .elements()
        .stream()
        .map(event -> Objects.requireNonNull(((JsonObject) event).object("header")))
        .map(header -> String.valueOf(header.string("event_type")))
        .toList();
  }
}
