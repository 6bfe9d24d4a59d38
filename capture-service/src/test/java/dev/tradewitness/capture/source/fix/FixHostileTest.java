package dev.tradewitness.capture.source.fix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.capture.sources.SourcesFile.FixSession;
import dev.tradewitness.launcher.part.ReservedPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/// The table of hostile input in docs/fix.md, row by row, against QuickFIX/J as the door sets it
/// up. What it hands over is what the door stores before the number counts.
class FixHostileTest {

  private static final int CONNECTIONS_MAX = 8;
  private static final Duration LOGON_TIME_MAX = Duration.ofSeconds(1);
  private static final Duration STALL_MAX = Duration.ofSeconds(2);

  private static final Map<String, Queue<String>> taken = new ConcurrentHashMap<>();
  private static final Queue<String> refused = new ConcurrentLinkedQueue<>();
  private static int port;
  private static FixAcceptor acceptor;
  private static FixGate gate;

  private static final Map<String, Row> ROWS =
      Map.ofEntries(
          Map.entry("a wrong checksum", FixHostileTest::wrongChecksum),
          Map.entry("a wrong BodyLength", FixHostileTest::wrongBodyLength),
          Map.entry("a field without a tag", FixHostileTest::noTag),
          Map.entry("a logon that is garbled", FixHostileTest::garbledLogon),
          Map.entry("a session that is not named", FixHostileTest::stranger),
          Map.entry("a logon with another BeginString", FixHostileTest::otherLogonVersion),
          Map.entry("another BeginString in a session", FixHostileTest::otherVersion),
          Map.entry("another CompID in a session", FixHostileTest::otherCompId),
          Map.entry("a second connection of a session", FixHostileTest::secondConnection),
          Map.entry("a number that is too low", FixHostileTest::tooLow),
          Map.entry("the same with PossDupFlag", FixHostileTest::tooLowPossDup),
          Map.entry("a number that is too high", FixHostileTest::tooHigh),
          Map.entry("no MsgSeqNum", FixHostileTest::noNumber),
          Map.entry("no MsgType", FixHostileTest::noType),
          Map.entry("PossDupFlag without OrigSendingTime", FixHostileTest::noOriginalTime),
          Map.entry("OrigSendingTime after SendingTime", FixHostileTest::originalTimeLater),
          Map.entry("a SequenceReset backwards", FixHostileTest::resetBackwards),
          Map.entry("a SequenceReset forwards", FixHostileTest::resetForwards),
          Map.entry("the same over messages that wait", FixHostileTest::resetOverWaiting),
          Map.entry("a GapFill over messages that wait", FixHostileTest::gapFillOverWaiting),
          Map.entry("a logon that resets while messages wait", FixHostileTest::logonOverWaiting),
          Map.entry("a garbled message with PossDupFlag", FixHostileTest::garbledResend),
          Map.entry("a number that never comes", FixHostileTest::stalled),
          Map.entry("no SenderCompID, TargetCompID or SendingTime", FixHostileTest::noHeader),
          Map.entry("a SenderCompID behind a tag that stands there twice", FixHostileTest::hidden),
          Map.entry("a tag that stands there twice", FixHostileTest::tagTwice),
          Map.entry("a MsgType that nobody knows", FixHostileTest::unknownType),
          Map.entry(
              "a field of 900 KB, with a `message-size-max` of 1MB", FixHostileTest::hugeField),
          Map.entry("a message over `message-size-max`", FixHostileTest::tooLong),
          Map.entry("a BodyLength of 999999999", FixHostileTest::hugeBodyLength),
          Map.entry("a logon that goes on beyond 16 KiB", FixHostileTest::endlessLogon),
          Map.entry("a BodyLength of more than 9 digits", FixHostileTest::overflowingBodyLength),
          Map.entry("a header without an end", FixHostileTest::endlessHeader),
          Map.entry("noise", FixHostileTest::noise),
          Map.entry("an order before the logon", FixHostileTest::orderFirst),
          Map.entry("no logon", FixHostileTest::noLogon),
          Map.entry("a logon byte by byte", FixHostileTest::slowLogon),
          Map.entry("too many connections", FixHostileTest::tooManyConnections));

  @FunctionalInterface
  private interface Row {
    /// @param name of a session that only this row uses
    void check(String name) throws Exception;
  }

  @BeforeAll
  static void open(@TempDir Path store) throws Exception {
    port = ReservedPorts.one();
    var properties =
        new FixProperties(
            "127.0.0.1",
            port,
            store,
            Duration.ofSeconds(1),
            CONNECTIONS_MAX,
            LOGON_TIME_MAX,
            STALL_MAX,
            DataSize.ofMegabytes(1));
    var policy = new SourcePolicy("test:fix", Tier.SILVER, ClockStatus.BEST_EFFORT);
    List<FixSession> sessions =
        IntStream.range(0, ROWS.size())
            .mapToObj(i -> new FixSession("FIX.4.4", "TW", name(i), policy, null))
            .toList();
    gate = new FixGate(properties, refused::add);
    acceptor = FixEngine.of(new Taking(), sessions, properties, gate);
    acceptor.start();
  }

  @AfterAll
  static void close() {
    acceptor.stop(true);
  }

  private static final class Taking implements FixSink {
    @Override
    public void take(FixSession session, String lane, long number, String raw) {
      taken(session.targetCompId()).add(raw.replace('\u0001', '|'));
    }

    @Override
    public void gap(FixSession session, String lane, long first, long last, String raw) {
      taken(session.targetCompId()).add("gap %d-%d".formatted(first, last));
    }

    @Override
    public void end() {}

    @Override
    public void refused(String reason) {
      refused.add(reason);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyRowOfTheDocumentsTable() {
    List<String> names = ROWS.keySet().stream().sorted().toList();
    return IntStream.range(0, names.size())
        .mapToObj(i ->
            DynamicTest.dynamicTest(
                names.get(i),
                () -> {
                  refused.clear();
                  ROWS.get(names.get(i)).check(name(i));
                  await().until(() -> gate.connections() == 0);
                }));
  }

  @Test
  void theDocumentHasTheseRows() throws IOException {
    String page = Files.readString(Path.of(System.getProperty("tradewitness.home"), "docs/fix.md"));
    String table = page.substring(page.indexOf("## Hostile input"));
    assertThat(
            table
                .substring(0, table.indexOf("\n## ", 1))
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
                .skip(1)
                .map(line -> line.substring(2, line.indexOf(" |", 2))))
        .containsExactlyInAnyOrderElementsOf(ROWS.keySet());
  }

  private static void wrongChecksum(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      String order = FixPeer.framed(peer.header("D", "34=2|") + "11=O-2|");
      int at = order.length() - 2;
      peer.write(order.substring(0, at) + (order.charAt(at) == '0' ? '1' : '0') + "|");
      assertAskedAgain(peer, name);
      assertThat(refused).containsExactly("garbled");
    }
  }

  private static void wrongBodyLength(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      peer.write(FixPeer.framed("FIX.4.4", 20, peer.header("D", "34=2|") + "11=O-2|"));
      assertAskedAgain(peer, name);
    }
  }

  private static void noTag(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      peer.send("D", 2, "11=O-2|95=3|96=a|b|");
      assertAskedAgain(peer, name);
    }
  }

  /// The number 2 did not count: it is asked for when another comes, and taken then.
  private static void assertAskedAgain(FixPeer peer, String name) throws IOException {
    peer.order(3);
    assertThat(peer.read()).contains("|35=2|", "|7=2|16=0|");
    assertThat(taken(name)).isEmpty();
    peer.order(2);
    await().until(() -> taken(name).size() == 2);
    assertThat(taken(name).peek()).contains("|34=2|");
  }

  private static void garbledLogon(String name) throws Exception {
    for (String logon : List.of("8=FIX.4.4|9=%d|%s10=000|", "8=FIX.4.4|9=20|%2$s10=000|")) {
      try (var peer = new FixPeer(port, name)) {
        String body = peer.header("A", "34=1|") + "98=0|108=30|";
        peer.write(logon.formatted(body.length(), body + (body.endsWith("x") ? "" : "58=x|")));
        assertThat(peer.read()).isNull();
      }
    }
    assertThat(refused).contains("garbled");
  }

  private static void stranger(String name) throws Exception {
    try (var peer = new FixPeer(port, "STRANGER")) {
      peer.send("A", 1, "98=0|108=30|");
      assertThat(peer.read()).isNull();
    }
  }

  private static void otherLogonVersion(String name) throws Exception {
    try (var peer = new FixPeer(port, name)) {
      String body = peer.header("A", "34=1|") + "98=0|108=30|";
      peer.write(FixPeer.framed("FIX.4.2", body.length(), body));
      assertThat(peer.read()).isNull();
    }
  }

  private static void otherVersion(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      String body = peer.header("D", "34=2|") + "11=O-2|";
      peer.write(FixPeer.framed("FIX.4.2", body.length(), body));
      assertThat(peer.read()).contains("|35=5|", "Incorrect BeginString");
      assertThat(peer.read()).isNull();
      assertThat(taken(name)).isEmpty();
    }
  }

  private static void otherCompId(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      peer.write(FixPeer.framed("35=D|34=2|49=OTHER|56=TW|52=" + FixPeer.now() + "|11=O-2|"));
      assertThat(peer.read()).contains("|35=3|", "|373=9|");
      assertThat(peer.read()).contains("|35=5|");
      assertThat(taken(name)).isEmpty();
    }
  }

  private static void secondConnection(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon();
        var second = new FixPeer(port, name)) {
      second.send("A", 2, "98=0|108=30|");
      assertThat(second.read()).isNull();
      peer.order(2);
      await().until(() -> taken(name).size() == 1);
    }
  }

  private static void tooLow(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      peer.order(2);
      peer.order(2);
      assertThat(peer.read()).contains("|35=5|", "MsgSeqNum too low, expecting 3 but received 2");
      assertThat(peer.read()).isNull();
      assertThat(taken(name)).hasSize(1);
    }
  }

  private static void tooLowPossDup(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      peer.order(2);
      peer.send("D", 2, "43=Y|122=" + FixPeer.now() + "|11=O-2|");
      peer.order(3);
      await().until(() -> taken(name).size() == 2);
      assertThat(taken(name)).noneMatch(message -> message.contains("|43=Y|"));
    }
  }

  private static void tooHigh(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      peer.order(4);
      peer.order(5);
      assertThat(peer.read()).contains("|35=2|", "|7=2|16=0|");
      peer.order(2);
      peer.order(3);
      await().until(() -> taken(name).size() == 4);
      assertThat(numbers(name)).containsExactly("2", "3", "4", "5");
    }
  }

  private static void noNumber(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      peer.write(FixPeer.framed(peer.header("D", "") + "11=O-2|"));
      assertThat(peer.read()).contains("|35=5|", "Received message without MsgSeqNum");
      assertThat(peer.read()).isNull();
    }
  }

  private static void noType(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      peer.write(FixPeer.framed("34=2|49=%s|56=TW|52=%s|11=O-2|".formatted(name, FixPeer.now())));
      assertAskedAgain(peer, name);
    }
  }

  private static void noOriginalTime(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      peer.send("D", 2, "43=Y|11=O-2|");
      await().until(() -> taken(name).size() == 1);
    }
  }

  private static void originalTimeLater(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      peer.send("D", 2, "43=Y|122=20991231-00:00:00|11=O-2|");
      assertThat(peer.read()).contains("|35=3|", "|373=10|");
      assertThat(peer.read()).contains("|35=5|");
      assertThat(taken(name)).isEmpty();
    }
  }

  private static void resetBackwards(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      peer.order(2);
      for (String back : List.of("2", "-2147483648")) {
        peer.send("4", 3, "36=" + back + "|");
        assertThat(peer.read()).contains("|35=3|", "|371=36|");
      }
      peer.order(3);
      await().until(() -> taken(name).size() == 2);
    }
  }

  private static void resetForwards(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      peer.send("4", 2, "36=2000000000|");
      peer.order(2_000_000_000);
      await().until(() -> taken(name).size() == 2);
      assertThat(taken(name).peek()).isEqualTo("gap 2-1999999999");
    }
  }

  private static void resetOverWaiting(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      peer.order(4);
      peer.send("0", 6, "");
      peer.order(7);
      assertThat(peer.read()).contains("|35=2|", "|7=2|16=0|");
      peer.send("4", 2, "36=9|");
      peer.order(9);
      await().until(() -> taken(name).size() == 6);
      assertThat(numbers(name)).containsExactly("gap 2-3", "4", "gap 5-5", "7", "gap 8-8", "9");
    }
  }

  private static void gapFillOverWaiting(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      peer.order(3);
      peer.order(5);
      assertThat(peer.read()).contains("|35=2|", "|7=2|16=0|");
      peer.send("4", 2, "43=Y|122=" + FixPeer.now() + "|123=Y|36=6|");
      peer.order(6);
      await().until(() -> taken(name).size() == 3);
      assertThat(numbers(name)).containsExactly("3", "5", "6");
    }
  }

  private static void logonOverWaiting(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      peer.order(4);
      assertThat(peer.read()).contains("|35=2|", "|7=2|16=0|");
      peer.logon();
      peer.order(2);
      peer.order(3);
      peer.send("D", 4, "11=new|");
      peer.order(5);
      await().until(() -> taken(name).size() == 6);
      assertThat(numbers(name)).containsExactly("gap 2-3", "4", "2", "3", "4", "5");
      assertThat(taken(name)).anyMatch(message -> message.contains("|11=new|"));
    }
  }

  private static void garbledResend(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      peer.order(4);
      assertThat(peer.read()).contains("|35=2|", "|7=2|16=0|");
      String again = peer.header("D", "34=2|43=Y|122=" + FixPeer.now() + "|") + "11=O-2|";
      peer.write("8=FIX.4.4|9=%d|%s10=%s|".formatted(again.length(), again, "999"));
      assertThat(peer.read()).isNull();
    }
    assertThat(refused).containsExactly("garbled");
  }

  private static void stalled(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      peer.order(3);
      assertThat(peer.read()).contains("|35=2|", "|7=2|16=0|");
      var next = new AtomicInteger(4);
      await()
          .pollInterval(Duration.ofMillis(100))
          .until(() -> {
            writeUntilClosed(peer, FixPeer.framed(peer.header("0", "34=" + next + "|")));
            next.incrementAndGet();
            return !refused.isEmpty();
          });
      assertThat(peer.read()).isNull();
    }
    assertThat(refused).containsExactly("stalled");
    assertThat(taken(name)).isEmpty();
  }

  private static void noHeader(String name) throws Exception {
    String whole = "34=2|49=%s|56=TW|52=%s|".formatted(name, FixPeer.now());
    try (var peer = new FixPeer(port, name).logon()) {
      for (String tag : List.of("49", "56", "52")) {
        String header = whole.replaceFirst("\\|" + tag + "=[^|]*\\|", "|");
        peer.write(FixPeer.framed("35=D|" + header + "11=O-2|"));
      }
      assertAskedAgain(peer, name);
      assertThat(refused).containsExactly("garbled", "garbled", "garbled");
    }
  }

  private static void hidden(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      String rest = "49=%s|56=TW|52=%s|".formatted(name, FixPeer.now());
      peer.write(FixPeer.framed("35=D|34=2|11=a|11=b|" + rest));
      assertThat(peer.read()).contains("|35=j|");
      assertThat(refused).containsExactly("rejected");
      peer.order(3);
      await().until(() -> taken(name).size() == 1);
    }
  }

  private static List<String> numbers(String name) {
    return taken(name).stream().map(text -> text.replaceAll(".*\\|34=(\\d+)\\|.*", "$1")).toList();
  }

  private static void tagTwice(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      peer.send("AE", 2, "571=T|78=2|79=A|80=1|79=B|80=2|no tag|");
      await().until(() -> taken(name).size() == 1);
      assertThat(taken(name).peek()).contains("79=A|80=1|79=B|80=2|no tag|");
    }
  }

  private static void unknownType(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      peer.send("zz", 2, "9999=x|");
      await().until(() -> taken(name).size() == 1);
    }
  }

  private static void hugeField(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      peer.send("B", 2, "58=" + "x".repeat(900 * 1024) + "|");
      await().until(() -> taken(name).size() == 1);
    }
  }

  private static void tooLong(String name) throws Exception {
    try (var peer = new FixPeer(port, name).logon()) {
      writeUntilClosed(
          peer, FixPeer.framed(peer.header("B", "34=2|") + "58=" + "x".repeat(1 << 21)));
      assertThat(peer.read()).isNull();
    }
    assertThat(refused).containsExactly("too_long");
    assertThat(taken(name)).isEmpty();
  }

  private static void hugeBodyLength(String name) throws Exception {
    try (var peer = new FixPeer(port, name)) {
      writeUntilClosed(peer, "8=FIX.4.4|9=999999999|35=A|58=" + "x".repeat(1 << 21));
      assertThat(peer.read()).isNull();
    }
    assertThat(refused).containsExactly("too_long");
  }

  private static void endlessLogon(String name) throws Exception {
    try (var peer = new FixPeer(port, name)) {
      peer.write("8=FIX.4.4|9=60000|35=A|58=" + "x".repeat(20_000));
      assertThat(peer.read()).isNull();
    }
    assertThat(refused).containsExactly("too_long");
  }

  /// 2^32 - 24 leads the decoder back to the first byte again and again. On a connection without
  /// and with a session.
  private static void overflowingBodyLength(String name) throws Exception {
    String header = "x8=FIX.4.4|9=4294967272|35=D|";
    try (var peer = new FixPeer(port, name)) {
      peer.write(header);
      assertThat(peer.read()).isNull();
    }
    try (var peer = new FixPeer(port, name).logon()) {
      peer.write(header.substring(0, 18));
      peer.write(header.substring(18));
      assertThat(peer.read()).isNull();
    }
    assertThat(refused).containsExactly("garbled", "garbled");
  }

  private static void endlessHeader(String name) throws Exception {
    try (var peer = new FixPeer(port, name)) {
      writeUntilClosed(peer, "8=FIX.4.4|9=" + "0".repeat(1 << 21));
      assertThat(peer.read()).isNull();
    }
    assertThat(refused).hasSize(1);
  }

  private static void noise(String name) throws Exception {
    try (var peer = new FixPeer(port, name)) {
      byte[] noise = new byte[5_000];
      new java.util.Random(7).nextBytes(noise);
      peer.write(noise);
      assertThat(peer.read()).isNull();
    }
    assertThat(refused).containsExactly("garbled");
  }

  private static void orderFirst(String name) throws Exception {
    try (var peer = new FixPeer(port, name)) {
      peer.order(1);
      assertThat(peer.read()).isNull();
    }
    assertThat(refused).containsExactly("no_logon");
    assertThat(taken(name)).isEmpty();
  }

  private static void noLogon(String name) throws Exception {
    try (var peer = new FixPeer(port, name)) {
      peer.write("GET / HTTP/1.1|");
      assertThat(peer.read()).isNull();
    }
    assertThat(refused).containsExactly("no_logon");
  }

  private static void slowLogon(String name) throws Exception {
    try (var peer = new FixPeer(port, name)) {
      long begun = System.nanoTime();
      String logon = FixPeer.framed(peer.header("A", "34=1|") + "98=0|108=30|");
      await()
          .pollInterval(Duration.ofMillis(100))
          .until(() -> {
            writeUntilClosed(peer, logon.substring(0, 1));
            return !refused.isEmpty();
          });
      assertThat(refused).containsExactly("no_logon");
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isLessThan(LOGON_TIME_MAX.multipliedBy(5));
    }
  }

  private static void tooManyConnections(String name) throws Exception {
    var peers = new java.util.ArrayList<FixPeer>();
    try (var peer = new FixPeer(port, name).logon()) {
      for (int i = 1; i < CONNECTIONS_MAX; i++) {
        peers.add(new FixPeer(port, name));
      }
      await().until(() -> gate.connections() == CONNECTIONS_MAX);
      try (var more = new FixPeer(port, name)) {
        assertThat(more.read()).isNull();
      }
      assertThat(refused).contains("connections");
      peer.order(2);
      await().until(() -> taken(name).size() == 1);
    } finally {
      for (FixPeer peer : peers) {
        peer.close();
      }
    }
  }

  /// What is closed meanwhile is read as closed.
  private static void writeUntilClosed(FixPeer peer, String text) {
    try {
      peer.write(text);
    } catch (IOException _) {
      assertThat(refused).isNotEmpty();
    }
  }

  private static Queue<String> taken(String name) {
    return taken.computeIfAbsent(name, _ -> new ConcurrentLinkedQueue<>());
  }

  private static String name(int row) {
    return "PEER" + row;
  }
}
