package dev.tradewitness.authorize.journal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tradewitness.authorize.exposure.ExposureBook.Undo;
import dev.tradewitness.authorize.journal.JournalStore.Appended;
import dev.tradewitness.authorize.journal.LeaseStore.Lease;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/// A fresh database with the service's tables and its pools, as small as they can be.
public final class JournalDatabase implements AutoCloseable {

  static final int LANES = 4;

  final Database database = Servers.postgres().createDatabase("authorize");
  public final HikariDataSource critical = pool(3);
  public final HikariDataSource reads = pool(2);
  final HikariDataSource lookups = pool(2);
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final JournalMeters meters = new JournalMeters(registry);
  public final JournalStore store = new JournalStore(critical, reads, lookups, meters);
  public final SnapshotStore snapshots = new SnapshotStore(reads);
  private @Nullable Lease lease;

  /// Migrated to the newest version.
  public static JournalDatabase create() {
    var fresh = new JournalDatabase();
    fresh.migrate("latest");
    return fresh;
  }

  /// The same, with partitions for days that are too far from today to be made by an append.
  static JournalDatabase withDays(LocalDate first, int... after) throws SQLException {
    JournalDatabase fresh = create();
    try (Connection connection = fresh.reads.getConnection()) {
      JournalPartitions.make(connection, Arrays.stream(after).mapToObj(first::plusDays).toList());
    }
    return fresh;
  }

  /// Without any table.
  public static JournalDatabase empty() {
    return new JournalDatabase();
  }

  void migrate(String version) {
    Flyway.configure()
        .dataSource(database.jdbcUrl(), database.user(), database.password())
        .schemas("authorize")
        .defaultSchema("authorize")
        .target(version)
        .load()
        .migrate();
  }

  private HikariDataSource pool(int connections) {
    var config = new HikariConfig();
    config.setJdbcUrl(database.jdbcUrl());
    config.setUsername(database.user());
    config.setPassword(database.password());
    config.setMaximumPoolSize(connections);
    config.setConnectionTimeout(2000);
    config.setValidationTimeout(500);
    config.setConnectionInitSql("set synchronous_commit to on");
    return new HikariDataSource(config);
  }

  LeaseStore leases(String owner) {
    return new LeaseStore(critical, owner, LANES, Duration.ofMinutes(1));
  }

  /// All lanes under epoch 1.
  public Lease held() throws SQLException {
    return held(leases("one"), LANES);
  }

  /// So many lanes under epoch 1, for an hour.
  public Lease heldLong(int lanes) throws SQLException {
    return held(new LeaseStore(critical, "one", lanes, Duration.ofHours(1)), lanes);
  }

  private Lease held(LeaseStore leases, int lanes) throws SQLException {
    leases.prepare();
    Lease taken = Objects.requireNonNull(leases.acquire(lanes));
    lease = taken;
    return taken;
  }

  /// Appends under the lease that [#held] took.
  Appended append(List<Pending> rows) {
    return store.append(rows, Objects.requireNonNull(lease));
  }

  /// Writes rows under epoch 1.
  public void write(List<? extends JournalRow> rows) {
    Appended appended =
        append(rows.stream().map(row -> new Pending(row, 1, Undo.NOTHING)).toList());
    if (!(appended instanceof Appended.Written)) {
      throw new IllegalStateException("rows not written: " + appended);
    }
  }

  public void execute(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  public String text(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rs = statement.executeQuery(sql)) {
      rs.next();
      return String.valueOf(rs.getString(1));
    }
  }

  double count(String meter) {
    return registry.get(meter).counter().count();
  }

  @Override
  public void close() {
    store.close();
    critical.close();
    reads.close();
    lookups.close();
  }
}
