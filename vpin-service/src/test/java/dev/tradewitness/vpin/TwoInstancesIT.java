package dev.tradewitness.vpin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.FrozenProcesses;
import dev.tradewitness.testservers.Servers;
import dev.tradewitness.vpin.TradeTopic.Message;
import dev.tradewitness.vpin.classify.ClassifierKind;
import dev.tradewitness.vpin.reading.VolumeUnit;
import dev.tradewitness.vpin.reading.VpinParameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Two processes of the service on one PostgreSQL and one Kafka, which gives each some partitions;
/// under load one stands still for a while, and later is killed.
class TwoInstancesIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int TRADES = 24_000;
  private static final int CHUNK = 200;
  private static final int PAIRS = 24;
  private static final long SESSION_MILLIS = 6_000;

  private static final VpinParameters PARAMETERS =
      new VpinParameters(300, 20, 10, VolumeUnit.QUOTE, ClassifierKind.HALF, 20);

  private static final Map<String, String> SETTINGS =
      Map.of(
          "spring.kafka.consumer.max-poll-records",
          "100",
          // Killed, it stays in its consumer group, which the other waits for, so long only.
          "spring.kafka.consumer.properties.session.timeout.ms",
          Long.toString(SESSION_MILLIS),
          "spring.kafka.consumer.properties.heartbeat.interval.ms",
          "500");

  private final TradeTopic topic = new TradeTopic(Servers.kafka().bootstrapServers());
  private final JsonMapper json = JsonMapper.builder().build();

  @Test
  void whileOneOfTwoIsFrozenAndKilledEveryTradeCountsOnceAndEveryMetricIsPublishedInOrder()
      throws Exception {
    long seed = System.nanoTime();
    Servers.kafka().resetTopics();
    Database database = Servers.postgres().createDatabase("vpin");
    var run = new StoredRun(database);
    List<Message> messages = TradeTopic.random(seed, TRADES, PAIRS);
    var frozenAlready = new CountDownLatch(1);
    var killedAlready = new CountDownLatch(1);
    try (var killed = launch(database);
        var other = launch(database);
        var sending = Executors.newVirtualThreadPerTaskExecutor();
        AutoCloseable _ = killedAlready::countDown; // a failure ends the sender
        AutoCloseable _ = frozenAlready::countDown) {
      await().atMost(PATIENCE).until(() -> areOwners(run, killed, other));
      Future<Void> sent = sending.submit(() -> send(messages, frozenAlready, killedAlready));
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> run.trades() >= TRADES / 4);
      long atFreeze = run.trades();
      FrozenProcesses.freeze(killed.handle());
      frozenAlready.countDown();
      await().atMost(PATIENCE).until(() -> isOwnedBy(run, other));
      await().atMost(PATIENCE).until(() -> run.trades() > atFreeze);
      long atThaw = run.trades();
      FrozenProcesses.thaw(List.of(killed.handle()));
      await().atMost(PATIENCE).until(() -> areOwners(run, killed, other));
      killed.kill();
      long atKill = run.trades();
      killedAlready.countDown();
      sent.get();

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(run.trades()).as(run::standing).isGreaterThanOrEqualTo(TRADES));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(run.unpublished()).as(run::standing).isZero());
      assertThat(atKill).as("killed in the middle").isLessThan(TRADES);
      assertThat(isOwnedBy(run, other)).as("one owner of all: %s", owners(run)).isTrue();
      assertThat(run.metrics())
          .as("seed %d", seed)
          .isEqualTo(ComputedRun.metrics(messages, PARAMETERS))
          .isNotEmpty();
      assertThat(run.trades()).isEqualTo(TRADES);
      int published = assertPublished(run);
      System.out.printf(
          "vpin, one of two frozen at %d trades, woken at %d and killed at %d of %d (seed %d): each"
              + " counted once, %d metrics each stored once, %d records published in order without a gap, %d of them repeats;"
              + " session %d ms%n",
          atFreeze,
          atThaw,
          atKill,
          TRADES,
          seed,
          run.metrics().size(),
          published,
          published - run.metrics().size(),
          SESSION_MILLIS);
    }
  }

  private static VpinProcess launch(Database database) throws IOException {
    return VpinProcess.launch(database, "two-instances", SETTINGS, Topics.VPIN);
  }

  private static List<String> owners(StoredRun run) {
    return run.rows("SELECT DISTINCT owner FROM feed_partition");
  }

  private static boolean isOwnedBy(StoredRun run, VpinProcess one) {
    List<String> owners = owners(run);
    return owners.size() == 1 && owners.getFirst().startsWith(one.pid() + "-");
  }

  private static boolean areOwners(StoredRun run, VpinProcess one, VpinProcess two) {
    if (run.rows("SELECT to_regclass('vpin.feed_partition') IS NULL").contains("t")) {
      return false; // the tables are not made yet
    }
    List<String> owners = owners(run);
    return owners.stream().anyMatch(owner -> owner.startsWith(one.pid() + "-"))
        && owners.stream().anyMatch(owner -> owner.startsWith(two.pid() + "-"));
  }

  /// A third bit by bit, the next once one is frozen, the last after the kill: so that each comes
  /// in the middle, however slow the machine is.
  private Void send(List<Message> messages, CountDownLatch frozen, CountDownLatch killed)
      throws InterruptedException {
    for (int from = 0; from < TRADES; from += CHUNK) {
      if (from == TRADES / 3) {
        assertThat(frozen.await(PATIENCE.toMinutes(), TimeUnit.MINUTES)).isTrue();
      }
      if (from == TRADES * 2 / 3) {
        assertThat(killed.await(PATIENCE.toMinutes(), TimeUnit.MINUTES)).isTrue();
      }
      topic.send(Topics.PROCESSED_TRADES, messages.subList(from, Math.min(from + CHUNK, TRADES)));
    }
    return null;
  }

  /// Repeats apart, the topic holds the metrics of each pair in their order.
  ///
  /// @return how many records it holds
  private int assertPublished(StoredRun run) {
    var next = new HashMap<String, Long>();
    List<ConsumerRecord<byte[], byte[]>> records = topic.readAll(Topics.VPIN);
    for (ConsumerRecord<byte[], byte[]> metric : records) {
      String pair = new String(metric.key(), StandardCharsets.UTF_8);
      long sequence = json.readTree(metric.value()).get("sequence").asLong();
      long expected = next.getOrDefault(pair, 0L);
      assertThat(sequence).as("no gap in %s", pair).isLessThanOrEqualTo(expected);
      next.put(pair, Math.max(expected, sequence + 1));
    }
    var stored = new HashMap<String, Long>();
    run.metrics().forEach(row -> stored.merge(row.pair(), 1L, Long::sum));
    assertThat(next).isEqualTo(stored);
    return records.size();
  }
}
