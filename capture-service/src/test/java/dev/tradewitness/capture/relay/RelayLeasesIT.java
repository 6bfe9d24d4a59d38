package dev.tradewitness.capture.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.MovableClock;
import dev.tradewitness.testservers.Servers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The partitions' leases while the database's clock is set.
class RelayLeasesIT {

  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration JUMP = Duration.ofHours(25);

  private final Database database = Servers.postgres().createDatabase("capture");
  private final MovableClock clock = MovableClock.of(database);

  @BeforeEach
  void makeTables() {
    Flyway.configure()
        .dataSource(database.jdbcUrl(), database.user(), database.password())
        .schemas("capture")
        .defaultSchema("capture")
        .load()
        .migrate();
  }

  private DriverManagerDataSource source() {
    return new DriverManagerDataSource(database.jdbcUrl(), database.user(), database.password());
  }

  private static TransactionTemplate transactions(DriverManagerDataSource source) {
    return new TransactionTemplate(new JdbcTransactionManager(source));
  }

  private RelayLeases instance() {
    var source = source();
    return new RelayLeases(
        JdbcClient.create(source),
        transactions(source),
        UUID.randomUUID(),
        LEASE,
        Topics.PARTITIONS);
  }

  private RelayTable table() {
    var source = source();
    return new RelayTable(JdbcClient.create(source), transactions(source));
  }

  private int stream() {
    return JdbcClient.create(source())
        .sql(
            """
            insert into stream (policy_id, partition, head, conformance_tier, signing)
            values ('com.example:moved', 3, 200, 'SILVER', 'every-event') returning stream_id
            """)
        .query(Integer.class)
        .single();
  }

  private long relayed() {
    return table().heads(List.of(3)).getFirst().relayed();
  }

  private static RelayTable.Position position(int stream, RelayLeases of, long relayed) {
    return new RelayTable.Position(stream, 3, of.epochs().get(3), relayed);
  }

  @Test
  void aPositionOfALeaseThatWasLostAndTakenAgainDoesNotGoBehindThatOfTheOwnerInBetween() {
    int stream = stream();
    RelayLeases one = instance();
    one.renew();
    RelayTable.Position old = position(stream, one, 50);
    table().store(List.of(old), one.instance());
    assertThat(relayed()).isEqualTo(50);

    clock.set(LEASE.multipliedBy(2)); // one was silent
    RelayLeases other = instance();
    other.renew();
    table().store(List.of(position(stream, other, 100)), other.instance());
    table().store(List.of(old), one.instance());
    assertThat(relayed()).as("the lease is another one's").isEqualTo(100);

    clock.set(LEASE.multipliedBy(4)); // and now the other
    one.renew();
    assertThat(one.epochs()).containsKey(3);
    table().store(List.of(old), one.instance());
    assertThat(relayed()).as("sent under the lease that was lost").isEqualTo(100);
    table().store(List.of(position(stream, one, 101)), one.instance());
    assertThat(relayed()).isEqualTo(101);
  }

  @Test
  void aPositionThatWaitsWhileItsLeaseChangesHandsIsNotWritten() throws Exception {
    int stream = stream();
    RelayLeases one = instance();
    one.renew();
    RelayTable.Position slow = position(stream, one, 50);
    var source = source();
    Thread waiting =
        Thread.ofVirtual().unstarted(() -> table().store(List.of(slow), one.instance()));
    transactions(source)
        .executeWithoutResult(_ -> {
          var takesOver = JdbcClient.create(source);
          takesOver
              .sql("update relay_lease set holder = ?, epoch = epoch + 1 where partition = 3")
              .param(UUID.randomUUID())
              .update();
          takesOver
              .sql("insert into relay_position (stream_id, relayed) values (?, 100)")
              .param(stream)
              .update();
          waiting.start();
          await().atMost(Duration.ofMinutes(1)).until(this::somebodyWaitsForALock);
        });
    assertThat(waiting.join(Duration.ofMinutes(1))).isTrue();
    assertThat(relayed()).isEqualTo(100);
  }

  private boolean somebodyWaitsForALock() {
    return JdbcClient.create(source())
        .sql(
            """
            select exists (select from pg_stat_activity
              where datname = current_database() and wait_event_type = 'Lock')
            """)
        .query(Boolean.class)
        .single();
  }

  @Test
  void theLeasesOfAnInstanceThatEndedWhileTheClockWasAheadAreFreeOnceItIsSetBack() {
    clock.set(JUMP);
    RelayLeases ended = instance();
    ended.renew();
    assertThat(ended.epochs()).hasSize(Topics.PARTITIONS);
    clock.set(Duration.ZERO);
    RelayLeases next = instance();
    next.renew();
    assertThat(next.epochs()).as("all, and nothing kept for who is gone").hasSize(8);
    assertThat(next.epochs().get(0)).isGreaterThan(ended.epochs().get(0));
  }

  @Test
  void twoInstancesShareThePartitionsAgainAfterTheClockWasSet() {
    RelayLeases one = instance();
    RelayLeases other = instance();
    for (Duration ahead : new Duration[] {Duration.ZERO, JUMP, Duration.ZERO, JUMP.negated()}) {
      clock.set(ahead);
      for (int i = 0; i < 3; i++) {
        one.renew();
        other.renew();
      }
      assertThat(one.epochs()).as("the clock is set %s ahead", ahead).hasSize(4);
      assertThat(other.epochs()).as("the clock is set %s ahead", ahead).hasSize(4);
      var shared = new HashSet<Integer>();
      Stream.of(one, other).forEach(instance -> shared.addAll(instance.epochs().keySet()));
      assertThat(shared).hasSize(Topics.PARTITIONS);
    }
  }

  @Test
  void anInstanceThatIsAliveKeepsItsLeases() {
    RelayLeases one = instance();
    one.renew();
    RelayLeases other = instance();
    other.renew();
    assertThat(other.epochs()).as("they were not given back yet").isEmpty();
  }
}
