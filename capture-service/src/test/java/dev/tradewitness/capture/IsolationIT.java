package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.FrozenProcesses;
import dev.tradewitness.testservers.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// What some do to capture must not stop the others. Tests share a capture-service where its
/// settings allow.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IsolationIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// The session that waits for a lock on the events.
  private static final String WAITING =
      """
      select coalesce(max(pid), 0) from pg_locks
      where not granted and relation = 'event'::regclass
        and database = (select oid from pg_database where datname = current_database())
      """;

  private static Database database;
  private static SharedCapture shared;

  @BeforeAll
  static void prepare() {
    Servers.kafka().resetTopics();
    database = Servers.postgres().createDatabase("capture");
    // Readers that do not read are cut off sooner than in production: a test waits for it.
    shared =
        new SharedCapture(() -> CaptureProcess.start(database, "--tradewitness.reads.time-max=5s"));
  }

  @AfterAll
  static void stop() {
    shared.close();
  }

  @Test
  void readersThatDoNotReadAreCutOffAndCostTheWritersNothing() throws Exception {
    CaptureProcess capture = shared.running();
    String padding = "x".repeat(60_000);
    for (int i = 0; i < 80; i++) {
      assertThat(log(capture, "isolation:long", padding)).isEqualTo(201);
    }
    var sockets = new ArrayList<Socket>();
    for (int i = 0; i < 120; i++) {
      sockets.add(ask(capture, "/vcp/streams/isolation:long/events?limit=1000"));
    }
    for (int i = 0; i < 50; i++) {
      assertThat(log(capture, "isolation:short", "ORD-1")).isEqualTo(201);
    }
    assertThat(capture.http().get("/health").status()).isEqualTo(200);
    await()
        .atMost(PATIENCE)
        .until(
            () -> capture.http().get("/vcp/streams/isolation:long/events?limit=2").status() == 200);
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /// Sends a question and never reads the answer.
  private static Socket ask(CaptureProcess capture, String path) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), capture.port()));
    socket
        .getOutputStream()
        .write(
            "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .formatted(path)
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @Test
  void questionsThatTakeLongStopNeitherWritersNorTheRelay() throws Exception {
    CaptureProcess capture = shared.running();
    try (var topics = new TopicReader();
        var readers = Executors.newVirtualThreadPerTaskExecutor();
        var blocking = database.connect()) {
      assertThat(log(capture, "isolation:ask", "ORD-0")).isEqualTo(201);
      blocking.setAutoCommit(false);
      try (var statement = blocking.createStatement()) {
        statement.execute("lock table anchored_batch in access exclusive mode");
      }
      var stop = new AtomicBoolean();
      for (int i = 0; i < 30; i++) {
        readers.execute(() -> {
          while (!stop.get()) {
            int status = capture.http().get("/vcp/events").status();
            if (!stop.get()) { // one that is under way when the lock goes is answered
              assertThat(status).isEqualTo(503);
            }
          }
        });
      }
      try {
        // Several times as long as a statement may take.
        long until = System.nanoTime() + Duration.ofSeconds(6).toNanos();
        int sent = 1;
        while (System.nanoTime() < until) {
          assertThat(log(capture, "isolation:ask", "ORD-" + sent)).isEqualTo(201);
          sent++;
          Thread.sleep(20);
        }
        int all = sent;
        await().atMost(PATIENCE).until(() -> topics.events("isolation:ask").size() >= all);
      } finally {
        stop.set(true);
        blocking.rollback();
      }
      await().atMost(PATIENCE).until(() -> capture.http().get("/vcp/events").status() == 200);
    }
  }

  @Test
  void aReadNeedsRoomHoweverItsPathIsSpelled() throws Exception {
    try (var capture =
            CaptureProcess.start(
                database,
                "--tradewitness.reads.size-max=6MB",
                "--tradewitness.reads.patience=10ms");
        var readers = Executors.newVirtualThreadPerTaskExecutor();
        var blocking = database.connect()) {
      await().atMost(PATIENCE).until(() -> log(capture, "isolation:room", "ORD-0") == 201);
      blocking.setAutoCommit(false);
      try (var statement = blocking.createStatement()) {
        statement.execute("lock table anchored_batch in access exclusive mode");
      }
      var stop = new AtomicBoolean();
      for (int i = 0; i < 4; i++) {
        readers.execute(() -> {
          while (!stop.get()) {
            var _ = capture.http().get("/vcp/events");
          }
        });
      }
      try {
        for (String path : List.of("/vcp/events", "/vcp/%65vents", "/vcp;a/events")) {
          // Now and then the question finds room and takes as long as the others.
          await()
              .atMost(PATIENCE)
              .untilAsserted(() ->
                  assertThat(capture.http().get(path).text()).as(path).contains("OVERLOADED"));
        }
        assertThat(log(capture, "isolation:room", "ORD-1")).isEqualTo(201);
      } finally {
        stop.set(true);
        blocking.rollback();
      }
    }
  }

  @Test
  void anInstanceThatStandsStillDoesNotStopAnother() throws Exception {
    CaptureProcess other = shared.running();
    try (var still = CaptureProcess.start(database);
        var writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 4; round++) {
        var stop = new AtomicBoolean();
        for (int i = 0; i < 16; i++) {
          writers.execute(() -> {
            while (!stop.get()) {
              log(still, "isolation:both", "ORD-1");
            }
          });
        }
        try {
          await().atMost(PATIENCE).until(() -> log(other, "isolation:both", "ORD-2") == 201);
          Thread.sleep(300 + 37 * round);
          FrozenProcesses.freeze(still.handle());
          // The server frees what the one that stands still holds after two seconds.
          await().atMost(PATIENCE).until(() -> log(other, "isolation:both", "ORD-3") == 201);
        } finally {
          stop.set(true);
          FrozenProcesses.thaw(List.of(still.handle()));
        }
      }
    }
  }

  /// As above, and not by chance: it stands still when the database has given it the head of a
  /// stream and has stored its event, and only the commit is missing.
  @Test
  void anInstanceThatStandsStillWithTheHeadOfAStreamHoldsUpThatStreamForItsTimeOnly()
      throws Exception {
    CaptureProcess other = shared.running();
    assertThat(log(other, "isolation:held", "ORD-1")).isEqualTo(201);
    assertThat(log(other, "isolation:free", "ORD-1")).isEqualTo(201);
    try (var still =
            CaptureProcess.start(
                database,
                // The test holds it up for as long as it takes to freeze it.
                "--tradewitness.capture.committer.lock-timeout=60s",
                "--tradewitness.capture.committer.statement-timeout=60s",
                "--tradewitness.capture.intake.deadline=60s");
        var writers = Executors.newVirtualThreadPerTaskExecutor();
        var holding = database.connect()) {
      holding.setAutoCommit(false);
      try (var statement = holding.createStatement()) {
        statement.execute("lock table event in share mode");
      }
      var _ = writers.submit(() -> log(still, "isolation:held", "ORD-2"));
      try {
        long session = await().atMost(PATIENCE).until(() -> number(WAITING), pid -> pid > 0);
        FrozenProcesses.freeze(still.handle());
        holding.rollback();

        long began = System.nanoTime();
        var held = writers.submit(() -> log(other, "isolation:held", "ORD-3"));
        await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> log(other, "isolation:free", "ORD-2") == 201);
        await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> log(other, "isolation:held", "ORD-4") == 201);
        System.out.printf(
            "an instance stands still with a head: both streams go on after %.1f s, who asked"
                + " first was answered %d%n",
            (System.nanoTime() - began) / 1e9, held.get());
        assertThat(number("select count(*) from pg_stat_activity where pid = " + session))
            .as("the server ended its session")
            .isZero();
      } finally {
        FrozenProcesses.thaw(List.of(still.handle()));
      }
    }
  }

  private static long number(String sql) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void askedToEndWhileTheDatabaseIsFrozenItEndsInTime() throws Exception {
    CaptureProcess capture = shared.running();
    try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(log(capture, "isolation:end", "ORD-0")).isEqualTo(201);
      List<ProcessHandle> frozen = FrozenProcesses.freeze(database);
      try {
        var answers =
            IntStream.range(0, 20)
                .<Callable<Integer>>mapToObj(_ -> () -> log(capture, "isolation:end", "ORD-1"))
                .map(writers::submit)
                .toList();
        assertThat(capture.end(Duration.ofSeconds(20))).isZero();
        assertThat(answers).hasSize(20);
      } finally {
        FrozenProcesses.thaw(frozen);
      }
    }
  }

  private static int log(CaptureProcess capture, String policyId, String orderId) {
    return capture.http().log(Events.order(UUID.randomUUID(), policyId, orderId)).status();
  }
}
