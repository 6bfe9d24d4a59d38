package dev.tradewitness.capture.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.MovableClock;
import dev.tradewitness.testservers.Servers;
import java.time.Duration;
import java.util.HashSet;
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

  private RelayLeases instance() {
    var source =
        new DriverManagerDataSource(database.jdbcUrl(), database.user(), database.password());
    return new RelayLeases(
        JdbcClient.create(source),
        new TransactionTemplate(new JdbcTransactionManager(source)),
        UUID.randomUUID(),
        LEASE,
        Topics.PARTITIONS);
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
