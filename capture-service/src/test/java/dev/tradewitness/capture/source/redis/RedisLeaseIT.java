package dev.tradewitness.capture.source.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.capture.RedisProcess;
import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.capture.intake.BoundedIntake;
import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.intake.ReceptionClock;
import dev.tradewitness.capture.sources.SourceTroubles;
import dev.tradewitness.capture.sources.SourcesFile.Mapping;
import dev.tradewitness.capture.sources.SourcesFile.RedisStream;
import dev.tradewitness.capture.stream.CommitQueue;
import dev.tradewitness.capture.stream.EventSigner;
import dev.tradewitness.capture.stream.GroupStore;
import dev.tradewitness.capture.stream.MemoryTable;
import dev.tradewitness.capture.stream.RealTable;
import dev.tradewitness.capture.stream.SigningMode;
import dev.tradewitness.capture.stream.SourceLease;
import dev.tradewitness.capture.stream.StreamCommitter;
import dev.tradewitness.capture.stream.StreamEntry;
import dev.tradewitness.capture.stream.StreamOutcome;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.kit.signing.Ed25519Signer;
import dev.tradewitness.testservers.Servers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.util.unit.DataSize;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/// Two instances and one stream, on a real Redis and PostgreSQL: the first one stands still with
/// entries in its hands until its lease is over, the second one goes on.
class RedisLeaseIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String POLICY = "test:lease";
  private static final int ADDED = 500;
  private static final int STORED_BEFORE = 60;

  private static final RedisProperties SETTINGS =
      new Binder(new MapConfigurationPropertySource(Map.of()))
          .bindOrCreate("tradewitness.capture.redis", RedisProperties.class);

  @TempDir private Path folder;

  private final RealTable table = RealTable.of(Servers.postgres().createDatabase("capture"));

  @Test
  void aReaderThatWasOvertakenStoresAndAcknowledgesNothingMore() throws Exception {
    RedisProcess.require();
    try (var redis = new RedisProcess(folder).start()) {
      add(redis, 0, ADDED);
      var standing = new StandingStore(table.events());
      try (var former = new Instance(redis, standing)) {
        standing.reached.await();
        int storedBefore = table.orderIds(POLICY).size();
        table.runOut("redis:s");
        try (var next = new Instance(redis, table.events())) {
          await().atMost(PATIENCE).until(() -> pending(redis) == 0 && stored() == ADDED);
          String acknowledged = acknowledgements(redis);

          standing.goOn.countDown();
          former.end();

          assertThat(standing.late)
              .isNotEmpty()
              .allMatch(StreamOutcome.NotStored.class::isInstance);
          assertThat(acknowledgements(redis)).isEqualTo(acknowledged);
          add(redis, ADDED, ADDED + 100);
          await().atMost(PATIENCE).until(() -> stored() == ADDED + 100);
          assertThat(next.lease.tenure()).as("the former one gave back nothing").isNotNull();
          next.end();
          report(storedBefore, standing.late.size());
        }
      }
    }
  }

  private void report(int storedBefore, int late) {
    List<String> sent = IntStream.range(0, ADDED + 100).mapToObj(RedisLeaseIT::orderId).toList();
    List<String> stored = table.orderIds(POLICY);
    var lost = new HashSet<>(sent);
    stored.forEach(lost::remove);
    System.out.printf(
        "Redis, a lease lost in the middle: added %d, stored by the former reader %d, not stored %d"
            + " and acknowledged 0 after that, stored %d, lost %d, doubled %d%n",
        sent.size(),
        storedBefore,
        late,
        stored.size(),
        lost.size(),
        stored.size() - new HashSet<>(stored).size());
    assertThat(stored).as("in the order of the stream").isEqualTo(sent);
    assertThat(table.places().lanes("", "", 10))
        .singleElement()
        .satisfies(lane -> {
          assertThat(lane.number()).isEqualTo(sent.size());
          assertThat(lane.gaps()).isZero();
        });
  }

  private int stored() {
    return table.orderIds(POLICY).size();
  }

  private static void add(RedisProcess redis, int from, int to) {
    try (Jedis client = redis.client()) {
      for (int i = from; i < to; i++) {
        client.xadd(
            "s", StreamEntryID.NEW_ENTRY, Map.of("event_type", "ORD", "order_id", orderId(i)));
      }
    }
  }

  private static String orderId(int number) {
    return "L-" + number;
  }

  private static long pending(RedisProcess redis) {
    try (Jedis client = redis.client()) {
      return client.xpending("s", "tradewitness").getTotal();
    }
  }

  /// How often the server was asked to acknowledge.
  private static String acknowledgements(RedisProcess redis) {
    try (Jedis client = redis.client()) {
      return client
          .info("commandstats")
          .lines()
          .filter(line -> line.startsWith("cmdstat_xack:"))
          .map(line -> line.substring(0, line.indexOf(',')))
          .findFirst()
          .orElseThrow();
    }
  }

  /// A table that keeps its committer waiting once some entries are stored.
  private static final class StandingStore implements GroupStore {
    private final GroupStore table;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private int stored;
    private final List<StreamOutcome> late = new CopyOnWriteArrayList<>();

    StandingStore(GroupStore table) {
      this.table = table;
    }

    @Override
    public List<StreamOutcome> store(List<StreamEntry> group) throws SQLException {
      if (stored >= STORED_BEFORE) {
        reached.countDown();
        try {
          goOn.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      List<StreamOutcome> outcomes = table.store(group);
      if (stored >= STORED_BEFORE) {
        late.addAll(outcomes);
      }
      stored += group.size();
      return outcomes;
    }
  }

  /// What an instance has for one stream, on its own threads.
  private final class Instance implements AutoCloseable {
    private final SourceLease lease = table.leases().of("redis:s", Duration.ofMinutes(1));
    private final StreamCommitter committer;
    private final RedisReader reader;
    private final Thread thread;

    Instance(RedisProcess redis, GroupStore events) {
      var stream =
          new RedisStream(
              "s",
              "127.0.0.1",
              redis.port(),
              false,
              "s",
              Mapping.Known.GUIDE,
              null,
              new SourcePolicy(POLICY, Tier.SILVER, ClockStatus.BEST_EFFORT),
              null);
      var queue = new CommitQueue(System::nanoTime);
      committer = MemoryTable.committer(events, queue, 1_000);
      committer.start();
      var signer =
          new EventSigner(new Ed25519Signer(new byte[32]), SigningMode.CHECKPOINT, Map.of());
      Intake intake =
          BoundedIntake.of(committer, queue, signer, 10_000, DataSize.ofMegabytes(10)).intake();
      var clock =
          new ReceptionClock(
              InstantSource.system(), () -> ClockStatus.BEST_EFFORT, () -> Hash.of(new byte[0]));
      reader =
          new RedisReader(
              stream,
              () ->
                  RedisLink.open(
                      stream,
                      RedisConfiguration.client(stream, new DefaultSslBundleRegistry(), SETTINGS),
                      SETTINGS.group()),
              new RedisStore(
                  stream,
                  new EventDecoder(new SecureRandom()),
                  intake,
                  clock,
                  lease,
                  Hash.of(new byte[0])),
              table.places(),
              lease,
              new RedisMeters(new SimpleMeterRegistry(), stream.source()),
              new RedisStanding(new SourceTroubles(InstantSource.system()), stream.source()),
              SETTINGS);
      thread = Thread.ofPlatform().start(reader);
    }

    /// Returns once it does nothing more.
    void end() throws InterruptedException {
      reader.stop();
      thread.join();
      committer.stop(PATIENCE);
    }

    @Override
    public void close() {
      reader.stop();
      thread.interrupt();
    }
  }
}
