package dev.tradewitness.authorize.journal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/// The journal's own connections, apart from the application's pool, so that no kind of work can
/// take the connections of another. Each pool is the application's own once more, in small.
///
/// Not itself a [DataSource], so that the application still has one.
final class JournalPools implements AutoCloseable {

  private static final int CRITICAL = 3;
  // Two for the lanes that are read at the same time.
  private static final int RECOVERY = 4;
  private static final int LOOKUPS = 4;

  /// Longer than any order is worth waiting for, and shorter than the connection's own time limit:
  /// the server ends the statement and the connection stays good.
  private static final String STATEMENT_LIMIT = "set statement_timeout to '5s'";

  // A process that stands still inside a transaction keeps its locks, and a successor waits for
  // them. The lease must be free again by the time that it has run out; recovery works on rows
  // between two statements.
  private static final String SILENCE_CRITICAL = "set idle_in_transaction_session_timeout to '3s'";
  private static final String SILENCE_RECOVERY = "set idle_in_transaction_session_timeout to '20s'";

  private final HikariDataSource critical;
  private final HikariDataSource recovery;
  private final HikariDataSource lookups;

  /// @throws SQLException when the application's pool is not HikariCP's
  JournalPools(DataSource application) throws SQLException {
    HikariDataSource model = application.unwrap(HikariDataSource.class);
    critical = pool(model, "journal", CRITICAL, SILENCE_CRITICAL);
    recovery = pool(model, "recovery", RECOVERY, SILENCE_RECOVERY);
    lookups = pool(model, "lookups", LOOKUPS, STATEMENT_LIMIT);
  }

  /// @param init SQL for each new connection, after the application's own
  private static HikariDataSource pool(
      HikariDataSource model, String name, int connections, String init) {
    var config = new HikariConfig();
    model.copyStateTo(config);
    config.setPoolName(name);
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(connections);
    config.setConnectionInitSql(
        Stream.of(model.getConnectionInitSql(), init)
            .filter(sql -> sql != null && !sql.isBlank())
            .collect(Collectors.joining("; ")));
    return new HikariDataSource(config);
  }

  /// For the committer and the lease.
  DataSource critical() {
    return critical;
  }

  /// For what lanes need to open and to stay small: recovery, snapshots, the relay, upkeep.
  DataSource recovery() {
    return recovery;
  }

  /// For looking up single orders, on behalf of callers. A statement ends after five seconds.
  DataSource lookups() {
    return lookups;
  }

  @Override
  public void close() {
    critical.close();
    recovery.close();
    lookups.close();
  }
}
