package dev.tradewitness.authorize.journal;

import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;

/// Migrates over connections of their own. Those of the application's pool give a statement up
/// after `socketTimeout`, and converting a large table takes longer.
///
/// Changes nothing when the settings give Flyway a database of its own.
final class MigrationsWithoutTimeLimit implements FlywayConfigurationCustomizer {

  @Override
  public void customize(FluentConfiguration flyway) {
    if (flyway.getDataSource() instanceof HikariDataSource pool) {
      flyway.dataSource(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
    }
  }
}
