package dev.tradewitness.authorize.journal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import javax.sql.DataSource;

/// Connections that readers cannot take away: for the committer, the lease and what recovery asks
/// before orders are taken. The pool is the application's own pool once more, in small.
///
/// Not itself a [DataSource], so that the application still has one.
final class JournalPools implements AutoCloseable {

  private static final int CONNECTIONS = 3;

  private final HikariDataSource critical;

  /// @throws SQLException when the application's pool is not HikariCP's
  JournalPools(DataSource application) throws SQLException {
    var config = new HikariConfig();
    application.unwrap(HikariDataSource.class).copyStateTo(config);
    config.setPoolName("journal");
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(CONNECTIONS);
    critical = new HikariDataSource(config);
  }

  DataSource critical() {
    return critical;
  }

  @Override
  public void close() {
    critical.close();
  }
}
