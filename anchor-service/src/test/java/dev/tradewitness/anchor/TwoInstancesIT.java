package dev.tradewitness.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.anchor.log.NaiveTree;
import dev.tradewitness.launcher.tsa.TimeStampServer;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.FrozenProcesses;
import dev.tradewitness.testservers.Servers;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// Two processes of the service on one PostgreSQL and one Kafka; under load one stands still for a
/// while, and later is killed.
class TwoInstancesIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int STREAMS = 16;
  private static final int ROUNDS = 60;
  private static final int EVENTS = 25;

  @TempDir private Path folder;

  @Test
  void whileOneOfTwoIsFrozenAndKilledEveryEventIsOneLeafAndEveryBatchIsAnchoredOnce()
      throws Exception {
    Database database = Servers.postgres().createDatabase("anchor");
    Servers.kafka().resetTopics();
    var jdbc =
        JdbcClient.create(
            new DriverManagerDataSource(database.jdbcUrl(), database.user(), database.password()));
    try (var tsa = TimeStampServer.start(InetAddress.getLoopbackAddress(), 0, folder);
        var capture = CapturePeer.start();
        var first = AnchorProcess.launch(database, settings(tsa, capture));
        var second = AnchorProcess.launch(database, settings(tsa, capture))) {
      first.awaitReady();
      second.awaitReady();
      // Kafka has assigned some partitions to each.
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(owners(jdbc)).as("both instances hold partitions").hasSize(2));

      var loading = new AtomicBoolean(true);
      var frozen = new CountDownLatch(1);
      var woken = new CountDownLatch(1);
      Thread load = Thread.ofPlatform().daemon().start(() -> load(capture, loading, frozen, woken));
      var closing = new AtomicBoolean(true);
      Thread closes = Thread.ofPlatform().start(() -> closeAll(second, closing));
      await().atMost(PATIENCE).until(() -> leaves(jdbc) > STREAMS * EVENTS * 10L);
      long atFreeze = leaves(jdbc);
      FrozenProcesses.freeze(first.handle());
      frozen.countDown();
      await().atMost(PATIENCE).until(() -> owners(jdbc).size() == 1);
      await().atMost(PATIENCE).until(() -> leaves(jdbc) > atFreeze);
      long atThaw = leaves(jdbc);
      FrozenProcesses.thaw(List.of(first.handle()));
      await().atMost(PATIENCE).until(() -> owners(jdbc).size() == 2);
      woken.countDown();
      await().atMost(PATIENCE).until(() -> leaves(jdbc) > STREAMS * EVENTS * (ROUNDS * 2 / 3 + 5L));
      first.kill();
      long atKill = leaves(jdbc);
      load.join(PATIENCE);
      assertThat(loading).isFalse();
      assertThat(atKill).as("killed in the middle").isLessThan((long) STREAMS * ROUNDS * EVENTS);

      long expected = (long) STREAMS * ROUNDS * EVENTS;
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(leaves(jdbc)).isEqualTo(expected));
      closing.set(false);
      closes.join(PATIENCE);
      assertThat(second.post("/vcp/anchor?wait=PT30S").statusCode()).isEqualTo(200);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(count(jdbc, "SELECT count(*) FROM batch WHERE status <> 'ANCHORED'"))
                  .isZero());

      for (String stream : streams()) {
        List<byte[]> hashes = capture.stream(stream).stream().map(TestEvent::hash).toList();
        assertThat(stored(jdbc, stream)).as(stream).isEqualTo(hex(hashes));
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> {
              String[] note = second.get("/logs/" + stream + "/checkpoint").body().split("\n");
              assertThat(note[1]).isEqualTo(Integer.toString(hashes.size()));
              assertThat(Base64.getDecoder().decode(note[2])).isEqualTo(NaiveTree.root(hashes));
            });
      }
      assertThat(count(jdbc, "SELECT count(*) FROM stream_log WHERE state <> 'OPEN'")).isZero();
      assertThat(count(jdbc, BROKEN_CHAINS)).isZero();
      assertThat(count(jdbc, "SELECT count(*) FROM owed_letter")).isZero();
      assertThat(owners(jdbc)).as("the other took everything over").hasSize(1);
      System.out.printf(
          "two instances, one frozen at %d leaves, woken at %d and killed at %d of %d events:"
              + " %d leaves, each once, %d batches, all anchored%n",
          atFreeze,
          atThaw,
          atKill,
          expected,
          leaves(jdbc),
          count(jdbc, "SELECT count(*) FROM batch"));
    }
  }

  /// Batches that do not begin where the one before ended.
  private static final String BROKEN_CHAINS =
      """
      SELECT count(*) FROM (
        SELECT first_sequence,
               coalesce(lag(last_sequence) OVER (PARTITION BY log_no ORDER BY first_sequence), -1)
                 AS before
        FROM batch) AS chain
      WHERE first_sequence <> before + 1
      """;

  private static List<String> streams() {
    return IntStream.range(0, STREAMS).mapToObj(i -> "test:two-" + i).toList();
  }

  /// A third of it, the next once one is frozen, the last once both are awake: so that each comes
  /// in the middle.
  private static void load(
      CapturePeer capture, AtomicBoolean loading, CountDownLatch frozen, CountDownLatch woken) {
    try (var producer =
        new KafkaProducer<byte[], byte[]>(
            Map.of("bootstrap.servers", Servers.kafka().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int round = 0; round < ROUNDS; round++) {
        if (round == ROUNDS / 3) {
          frozen.await();
        } else if (round == ROUNDS * 2 / 3) {
          woken.await();
        }
        var sent = new ArrayList<Future<?>>();
        for (String stream : streams()) {
          capture.add(stream, EVENTS).forEach(event -> sent.add(producer.send(event.message())));
        }
        for (Future<?> one : sent) {
          one.get();
        }
        Thread.sleep(100);
      }
      loading.set(false);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeAll(AnchorProcess service, AtomicBoolean closing) {
    try {
      while (closing.get()) {
        service.post("/vcp/anchor?wait=PT1S");
        Thread.sleep(500);
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String[] settings(TimeStampServer tsa, CapturePeer capture) {
    return new String[] {
      "--tradewitness.anchor.capture-url=" + capture.url(),
      "--tradewitness.anchor.checkpoint.interval=200ms",
      "--tradewitness.anchor.feed.consumers=2",
      "--tradewitness.anchor.rfc3161.targets[0].name=local-tsa",
      "--tradewitness.anchor.rfc3161.targets[0].url=http://127.0.0.1:" + tsa.port() + "/",
      "--tradewitness.anchor.rfc3161.targets[0].trust=LOCAL",
      "--tradewitness.anchor.rfc3161.targets[0].ca-file=" + TimeStampServer.caCertificate(folder)
    };
  }

  private static List<String> owners(JdbcClient jdbc) {
    return jdbc.sql("SELECT DISTINCT owner FROM feed_partition").query(String.class).list();
  }

  private static long leaves(JdbcClient jdbc) {
    return count(jdbc, "SELECT coalesce(sum(size), 0) FROM stream_log");
  }

  private static long count(JdbcClient jdbc, String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }

  private static List<String> stored(JdbcClient jdbc, String stream) {
    return jdbc.sql(
            """
            SELECT encode(event_hash, 'hex') FROM leaf JOIN stream_log USING (log_no)
            WHERE policy_id = ? ORDER BY sequence
            """)
        .param(stream)
        .query(String.class)
        .list();
  }

  private static List<String> hex(List<byte[]> hashes) {
    var texts = new ArrayList<String>();
    hashes.forEach(hash -> texts.add(java.util.HexFormat.of().formatHex(hash)));
    return texts;
  }
}
