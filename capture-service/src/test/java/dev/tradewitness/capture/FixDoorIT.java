package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.launcher.part.ReservedPorts;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quickfix.Message;
import quickfix.field.MsgType;
import quickfix.field.NewSeqNo;

/// Drop copies by FIX, from QuickFIX/J's own initiator: stored before they count as received,
/// whatever fails in between. One service for all tests, and a session with a stream of its own for
/// each.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FixDoorIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int DRILL_MESSAGES = 600;

  /// Streams of this test's own: a new database takes what the others published for its own past.
  private final String run = "test:fix-" + UUID.randomUUID();

  private final Database database = Servers.postgres().createDatabase("capture");
  private final int port = ReservedPorts.one();
  private Path sources;
  private Path ours;
  private Path theirs;
  private SharedCapture shared;

  @BeforeAll
  void open(@TempDir Path folder) throws IOException {
    Servers.kafka().resetTopics();
    sources = folder.resolve("sources.yaml");
    ours = Files.createDirectories(folder.resolve("client"));
    theirs = folder.resolve("service");
    Files.writeString(
        sources,
        "version: 1\nfix:\n"
            + accepting("FIX.4.2:OMS", "FIX.4.4:OMS", "FIXT.1.1:OMS")
            + accepting("FIX.4.4:KILL", "FIX.4.4:STOP", "FIX.4.4:AWAY", "FIX.4.4:GAPS"));
    shared = new SharedCapture(this::start);
  }

  @AfterAll
  void close() {
    shared.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"FIX.4.2", "FIX.4.4", "FIXT.1.1"})
  void ordersAndReportsBecomeEventsOfTheSessionsStream(String beginString) throws Exception {
    CaptureHttp http = shared.running().http();
    String policy = policy(beginString + ":" + FixClient.OURS);
    try (var client = FixClient.connect(port, beginString, ours).awaitLogon()) {
      client.order("O-1");
      client.send("8", 11, "O-1", 37, "B", 17, "E-1", 150, "F", 151, "60", 31, "185.49", 32, "40");
      client.send("8", 11, "O-1", 37, "B", 150, "8", 58, "no credit");
      client.send("F", 11, "O-2", 41, "O-1");
      client.send("9", 11, "O-2", 41, "O-1", 37, "B", 434, "1", 102, "0");
      client.send("AE", 571, "T-1", 9999, "our own tag");

      await().atMost(PATIENCE).until(() -> events(http, policy).size() == 7);
      assertThat(events(http, policy))
          .extracting(e -> header(e, "event_type"))
          .containsExactlyInAnyOrder(
              "FIX_MESSAGE", "REJ", "CXL_REQUEST", "ERR_REJECT", "REJ", "PRT", "ORD");
      JsonObject order = events(http, policy).getLast();
      assertThat(Objects.requireNonNull(payload(order).object("trade_data")).toString())
          .contains("\"price\":\"185.5000\"");
      assertThat(
              Objects.requireNonNull(payload(events(http, policy).getFirst()).object("fix"))
                  .string("message"))
          .contains("9999=our own tag");

      // Number 1 is the logon.
      assertThat(
              http.get("/vcp/sources").json().array("sources").elements().stream()
                  .map(JsonObject.class::cast)
                  .filter(lane ->
                      "fix:OMS".equals(lane.string("source"))
                          && String.valueOf(lane.string("lane")).startsWith(beginString + ":OMS/"))
                  .map(lane -> lane.text("number")))
          .containsExactly("7");
    }
  }

  @Test
  void nothingIsLostOrDoubledWhenTheServiceIsKilled() throws Exception {
    var sent = new ArrayList<String>();
    String policy = policy("FIX.4.4:KILL");
    shared.running();
    try (var client = FixClient.connect(port, "FIX.4.4", "KILL", ours)) {
      int kills = 3;
      int each = DRILL_MESSAGES / (kills + 1);
      for (int kill = 0; kill <= kills; kill++) {
        CaptureProcess capture = shared.running();
        client.awaitLogon();
        for (int i = 0; i < each; i++) {
          String id = "K-" + kill + "-" + i;
          sent.add(id);
          client.order(id);
        }
        if (kill < kills) {
          int before = sent.size() - each / 2;
          await().atMost(PATIENCE).until(() -> count(capture.http(), policy) > before - each / 2);
          capture.kill();
        } else {
          await().atMost(PATIENCE).until(() -> count(capture.http(), policy) >= sent.size());
          report("kill -9, " + kills + " times", sent, capture.http(), policy);
        }
      }
    }
  }

  @Test
  void whatIsStoredIsCountedWhenTheServiceIsAskedToEnd() throws Exception {
    var sent = new ArrayList<String>();
    String policy = policy("FIX.4.4:STOP");
    try (var client = FixClient.connect(port, "FIX.4.4", "STOP", ours)) {
      int stops = 3;
      int each = DRILL_MESSAGES / (stops + 1);
      for (int stop = 0; stop <= stops; stop++) {
        CaptureProcess capture = shared.running();
        client.awaitLogon();
        for (int i = 0; i < each; i++) {
          String id = "S-" + stop + "-" + i;
          sent.add(id);
          client.order(id);
        }
        if (stop < stops) {
          int before = sent.size() - each / 2;
          await().atMost(PATIENCE).until(() -> count(capture.http(), policy) > before - each / 2);
          assertThat(capture.end(PATIENCE)).isZero();
          // Session messages are counted, too, and not stored.
          assertThat(expectedNumber("STOP")).isGreaterThan(storedNumber("STOP"));
        } else {
          await().atMost(PATIENCE).until(() -> count(capture.http(), policy) >= sent.size());
          report("SIGTERM, " + stops + " times", sent, capture.http(), policy);
        }
      }
    }
  }

  /// As the file has it.
  private long expectedNumber(String sender) throws IOException {
    Path file = theirs.resolve("FIX.4.4-%s-%s.targetseqnums".formatted(FixClient.THEIRS, sender));
    try (var number = new DataInputStream(Files.newInputStream(file))) {
      return Long.parseLong(number.readUTF());
    }
  }

  private long storedNumber(String sender) throws SQLException {
    try (var connection = database.connect();
        var statement =
            connection.prepareStatement(
                "select max(number) from source_position where source = ?")) {
      statement.setString(1, "fix:" + sender);
      try (var row = statement.executeQuery()) {
        assertThat(row.next()).isTrue();
        return row.getLong(1);
      }
    }
  }

  @Test
  void nothingIsLostOrDoubledWhilePostgresIsAway() throws Exception {
    var sent = new ArrayList<String>();
    CaptureHttp http = shared.running().http();
    String policy = policy("FIX.4.4:AWAY");
    try (var client = FixClient.connect(port, "FIX.4.4", "AWAY", ours).awaitLogon()) {
      for (int i = 0; i < 50; i++) {
        sent.add("P-" + i);
        client.order("P-" + i);
      }
      await().atMost(PATIENCE).until(() -> count(http, policy) > 10);
      Servers.postgres().kill();
      try {
        for (int i = 50; i < 150; i++) {
          sent.add("P-" + i);
          client.order("P-" + i);
        }
        // Longer than a message is held: the session is cut, and must come back by itself.
        await().atMost(PATIENCE).until(() -> !client.isLoggedOn());
      } finally {
        Servers.postgres().start();
      }
      await().atMost(PATIENCE).ignoreExceptions().until(() -> count(http, policy) >= sent.size());
      report("PostgreSQL away", sent, http, policy);
    }
  }

  @Test
  void aResetThatSkipsNumbersIsAGapAndOneThatFillsThemIsNone() throws Exception {
    CaptureHttp http = shared.running().http();
    String policy = policy("FIX.4.4:GAPS");
    try (var client = FixClient.connect(port, "FIX.4.4", "GAPS", ours).awaitLogon()) {
      client.order("G-1");
      await().atMost(PATIENCE).until(() -> count(http, policy) == 1);
      var reset = new Message();
      reset.getHeader().setString(MsgType.FIELD, MsgType.SEQUENCE_RESET);
      reset.setInt(NewSeqNo.FIELD, 10);
      client.session().send(reset);
      client.session().setNextSenderMsgSeqNum(10);
      client.order("G-2");

      await().atMost(PATIENCE).until(() -> count(http, policy) == 2);
      await()
          .atMost(PATIENCE)
          .until(() -> http.get("/vcp/sources/fix:GAPS/gaps").json().array("gaps").size() == 1);
      JsonObject gap =
          (JsonObject) http.get("/vcp/sources/fix:GAPS/gaps").json().array("gaps").get(0);
      assertThat(gap.text("first")).isEqualTo("3");
      assertThat(gap.text("last")).isEqualTo("9");
    }
  }

  @Test
  void whoIsNotNamedIsNotAcceptedAndTheFileOpensAndClosesTheDoor() throws Exception {
    CaptureHttp http = shared.running().http();
    String all = Files.readString(sources);
    try (var stranger = FixClient.connect(port, "FIX.4.4", "STRANGER", ours);
        var named = FixClient.connect(port, "FIX.4.4", "NAMED", ours);
        AutoCloseable _ = () -> Files.writeString(sources, all)) {
      Files.writeString(sources, "version: 1\nfix:\n" + accepting("FIX.4.4:NAMED"));
      named.awaitLogon();
      named.order("N-1");
      await().atMost(PATIENCE).until(() -> count(http, policy("FIX.4.4:NAMED")) == 1);
      assertThat(stranger.isLoggedOn()).isFalse();

      Files.writeString(sources, "version: 1\n");
      await().atMost(PATIENCE).until(() -> !named.isLoggedOn());
    }
  }

  private CaptureProcess start() {
    return CaptureProcess.start(
        database,
        "--tradewitness.capture.sources=" + sources,
        "--tradewitness.capture.sources-watch=200ms",
        "--tradewitness.capture.fix.port=" + port,
        "--tradewitness.capture.fix.hold=3s",
        "--tradewitness.capture.fix.store-folder=" + theirs);
  }

  /// Lines of the sources file.
  ///
  /// @param sessions `<begin string>:<their name>`
  private String accepting(String... sessions) {
    var text = new StringBuilder();
    for (String session : sessions) {
      String[] parts = session.split(":");
      text.append(
          "- {begin_string: %s, sender_comp_id: %s, target_comp_id: %s, policy_id: '%s'}%n"
              .formatted(parts[0], FixClient.THEIRS, parts[1], policy(session)));
    }
    return text.toString();
  }

  private String policy(String session) {
    return run + ":" + session;
  }

  private List<JsonObject> events(CaptureHttp http, String policy) {
    return http
        .get("/vcp/events?policy_id=" + policy + "&limit=500")
        .json()
        .array("events")
        .elements()
        .stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  /// Orders in the stream.
  private long count(CaptureHttp http, String policy) {
    return stored(http, policy).size();
  }

  private List<String> stored(CaptureHttp http, String policy) {
    var orders = new ArrayList<String>();
    long from = 0;
    while (true) {
      var page = http.get("/vcp/streams/" + policy + "/events?limit=1000&from=" + from);
      if (page.status() != 200) {
        return orders;
      }
      var events = page.json().array("events").elements();
      if (events.isEmpty()) {
        return orders;
      }
      for (var event : events) {
        String document =
            new String(
                java.util.Base64.getDecoder().decode(((JsonObject) event).string("document")),
                StandardCharsets.UTF_8);
        if (document.contains("\"event_type\":\"ORD\"")) {
          orders.add(document.replaceAll("(?s).*?\"order_id\":\"([^\"]*)\".*", "$1"));
        }
      }
      from += events.size();
    }
  }

  private void report(String drill, List<String> sent, CaptureHttp http, String policy) {
    List<String> stored = stored(http, policy);
    var lost = new HashSet<>(sent);
    lost.removeAll(stored);
    int doubled = stored.size() - new HashSet<>(stored).size();
    System.out.printf(
        "FIX, %s: sent %d, stored %d, lost %d, doubled %d%n",
        drill, sent.size(), stored.size(), lost.size(), doubled);
    assertThat(lost).isEmpty();
    assertThat(stored).as("nothing that was not sent").isSubsetOf(sent);
    assertThat(doubled).isZero();
    assertThat(stored).as("in the order of their numbers").isEqualTo(sent);
  }

  private static String header(JsonObject event, String name) {
    return String.valueOf(Objects.requireNonNull(event.object("header")).string(name));
  }

  private static JsonObject payload(JsonObject event) {
    return Objects.requireNonNull(event.object("payload"));
  }
}
