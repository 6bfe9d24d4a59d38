package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.capture.CaptureHttp.Answer;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.FrozenProcesses;
import dev.tradewitness.testservers.Servers;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two processes of the service on one PostgreSQL and one Kafka; under load one stands still for a
/// while, and later is killed.
class TwoInstancesIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int WRITERS = 16;
  private static final int STREAMS = 16;
  private static final int EVENTS_BEFORE = 800;
  private static final int EVENTS_AFTER = 800;
  private static final int EVENTS_MEANWHILE = 200;
  private static final long LEASE_MILLIS = 3_000;

  private final Database database = Servers.postgres().createDatabase("capture");
  private final long seed = System.nanoTime();

  /// Events that were acknowledged while one stood still.
  private int toldMeanwhile;

  /// The stream's id and the sequence that the sender was told, by event id.
  private final Map<UUID, String> told = new ConcurrentHashMap<>();

  private final AtomicBoolean isKilled = new AtomicBoolean();
  private final AtomicInteger answeredAfter = new AtomicInteger();

  /// Events that were stored by one instance and whose sender learnt it from the other.
  private final AtomicInteger answersLost = new AtomicInteger();

  @BeforeEach
  void emptyTopics() {
    Servers.kafka().resetTopics();
  }

  @Test
  void whileOneOfTwoIsFrozenAndKilledEveryAcknowledgedEventIsStoredOnceAndSentOnWithoutAGap()
      throws Exception {
    try (var killed = launch();
        var other = launch()) {
      killed.awaitReady();
      other.awaitReady();
      await().atMost(PATIENCE).until(() -> holders().size() == 2);

      try (var writers = Executors.newVirtualThreadPerTaskExecutor();
          AutoCloseable _ = () -> answeredAfter.set(EVENTS_AFTER)) { // a failure ends the writers
        var writing = new ArrayList<Future<Void>>();
        for (int writer = 0; writer < WRITERS; writer++) {
          writing.add(writers.submit(new Writer(writer, killed, other)));
        }
        awaitTold(EVENTS_BEFORE);
        FrozenProcesses.freeze(killed.handle());
        int atFreeze = told.size();
        await().atMost(PATIENCE).until(() -> holders().size() == 1);
        awaitTold(atFreeze + EVENTS_MEANWHILE);
        toldMeanwhile = told.size() - atFreeze;
        FrozenProcesses.thaw(List.of(killed.handle()));
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(() -> killed.http().get("/health").status() == 200);
        awaitTold(told.size() + EVENTS_MEANWHILE);
        killed.kill();
        isKilled.set(true);
        for (Future<Void> one : writing) {
          one.get();
        }
      }

      Map<String, List<UUID>> stored = assertStoredAsTold();
      int sent = assertSentOn(stored);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(holders()).as("the other sends it all").hasSize(1));
      int events = stored.values().stream().mapToInt(List::size).sum();
      System.out.printf(
          "capture, one of two frozen and later killed under load (seed %d): %d events acknowledged,"
              + " %d of them by the other alone meanwhile, each stored once in %d streams without a"
              + " gap; %d answers lost with it and repeated by the other; %d records on vcp.events,"
              + " %d of them repeats; relay lease %d ms%n",
          seed,
          events,
          toldMeanwhile,
          stored.size(),
          answersLost.get(),
          sent,
          sent - events,
          LEASE_MILLIS);
    }
  }

  private void awaitTold(int events) {
    await().atMost(PATIENCE).until(() -> told.size() >= events);
  }

  private CaptureProcess launch() {
    return CaptureProcess.launch(
        database,
        "--tradewitness.capture.intake.deadline=20s",
        "--tradewitness.capture.relay.lease=" + LEASE_MILLIS + "ms",
        "--tradewitness.capture.relay.lease-renewal=500ms");
  }

  /// Sends one event after the other, half of the writers to each instance. An event that is not
  /// acknowledged is sent again, to the other instance.
  private final class Writer implements Callable<Void> {

    private final SplittableRandom random;
    private final CaptureProcess killed;
    private final CaptureProcess other;
    private CaptureProcess asked;

    Writer(int number, CaptureProcess killed, CaptureProcess other) {
      this.random = new SplittableRandom(seed + number);
      this.killed = killed;
      this.other = other;
      this.asked = number % 2 == 0 ? killed : other;
    }

    @Override
    public Void call() throws InterruptedException {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (answeredAfter.get() < EVENTS_AFTER) {
        UUID id = UUID.randomUUID();
        String stream = "two:" + random.nextInt(STREAMS);
        String event = Events.order(id, stream);
        while (!isAcknowledged(id, stream, event)) {
          assertThat(System.nanoTime()).as("the other one goes on").isLessThan(end);
          asked = asked == killed ? other : killed;
          Thread.sleep(10);
        }
      }
      return null;
    }

    private boolean isAcknowledged(UUID id, String stream, String event) {
      boolean after = isKilled.get();
      try {
        Answer answer = asked.http().log(event);
        if (answer.status() == 201 || answer.status() == 200) {
          JsonObject receipt = answer.json();
          assertThat(told.put(id, stream + " " + receipt.text("sequence"))).isNull();
          answersLost.addAndGet(answer.status() == 200 ? 1 : 0);
          answeredAfter.addAndGet(after ? 1 : 0);
          return true;
        }
        assertThat(answer.status()).as(answer.text()).isEqualTo(503);
      } catch (UncheckedIOException e) {
        assertThat(asked).as("who does not answer: %s", e).isSameAs(killed);
      }
      return false;
    }
  }

  /// @return the events of each stream in their order
  private Map<String, List<UUID>> assertStoredAsTold() throws SQLException {
    var stored = new HashMap<String, List<UUID>>();
    var places = new HashMap<UUID, String>();
    for (String row :
        rows(
            "select policy_id || ' ' || sequence || ' ' || event_id"
                + " from event join stream using (stream_id) order by policy_id, sequence")) {
      String[] parts = row.split(" ");
      List<UUID> stream = stored.computeIfAbsent(parts[0], _ -> new ArrayList<>());
      assertThat(parts[1]).as("no gap in %s", parts[0]).isEqualTo("" + stream.size());
      stream.add(UUID.fromString(parts[2]));
      assertThat(places.put(stream.getLast(), parts[0] + " " + parts[1])).isNull();
    }
    assertThat(places).as("seed %d", seed).isEqualTo(told);
    assertThat(rows("select policy_id || ' ' || head from stream"))
        .containsExactlyInAnyOrderElementsOf(
            stored.entrySet().stream()
                .map(stream -> stream.getKey() + " " + stream.getValue().size())
                .toList());
    return stored;
  }

  /// Repeats apart, the topic holds each stream in its order.
  ///
  /// @return how many records it holds
  private int assertSentOn(Map<String, List<UUID>> stored) {
    try (var topics = new TopicReader()) {
      var records = new AtomicInteger();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            var sent = new HashMap<String, Set<Long>>();
            var all = topics.all("vcp.events");
            all.forEach(record ->
                sent.computeIfAbsent(
                        new String(record.key(), StandardCharsets.US_ASCII),
                        _ -> new LinkedHashSet<>())
                    .add(TopicReader.headers(record).sequence()));
            records.set(all.size());
            assertThat(sent.keySet()).isEqualTo(stored.keySet());
            stored.forEach((stream, events) ->
                assertThat(sent.get(stream))
                    .as(stream)
                    .containsExactlyElementsOf(
                        LongStream.range(0, events.size()).boxed().toList()));
          });
      return records.get();
    }
  }

  private List<String> holders() throws SQLException {
    return rows("select distinct holder::text from relay_lease where expires_at > now()");
  }

  private List<String> rows(String sql) throws SQLException {
    var values = new ArrayList<String>();
    try (var connection = database.connect();
        var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        values.add(row.getString(1));
      }
    }
    return values;
  }
}
