package dev.tradewitness.authorize.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServerSettingsIT {

  private final Database database = Servers.postgres().createDatabase("authorize");
  private final HikariDataSource pool = new HikariDataSource();

  ServerSettingsIT() {
    pool.setJdbcUrl(database.jdbcUrl());
    pool.setUsername(database.user());
    pool.setPassword(database.password());
    pool.setMaximumPoolSize(1);
  }

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void aServerThatFlushesBeforeItConfirmsIsAccepted() {
    assertThatCode(() -> ServerDurability.require(pool, true)).doesNotThrowAnyException();
  }

  @Test
  void aServerThatConfirmsBeforeItFlushesIsRefusedUnlessASettingAcceptsIt() {
    pool.setConnectionInitSql("set synchronous_commit to off");
    assertThatThrownBy(() -> ServerDurability.require(pool, true))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "PostgreSQL may lose what it confirms: synchronous_commit is off;"
                + " set tradewitness.authorize.require-durable-server=false to accept that");
    assertThatCode(() -> ServerDurability.require(pool, false)).doesNotThrowAnyException();
  }

  @Test
  void aMigrationMayTakeLongerThanAStatementOfTheService() throws SQLException {
    pool.addDataSourceProperty("socketTimeout", "1");
    FluentConfiguration flyway = new FluentConfiguration().dataSource(pool);
    new MigrationsWithoutTimeLimit().customize(flyway);
    try (Connection connection = flyway.getDataSource().getConnection();
        Statement statement = connection.createStatement()) {
      assertThat(statement.execute("select pg_sleep(2)")).isTrue();
    }
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute("select pg_sleep(2)"))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void theJournalsConnectionsAreItsOwnAndSetUpLikeTheOthers() throws SQLException {
    pool.setConnectionInitSql("set application_name to 'like the others'");
    pool.setConnectionTimeout(1000);
    try (Connection reader = pool.getConnection();
        var pools = new JournalPools(pool);
        Connection first = pools.critical().getConnection();
        Connection second = pools.critical().getConnection();
        Connection third = pools.critical().getConnection();
        Statement statement = third.createStatement();
        var rs = statement.executeQuery("show application_name")) {
      assertThat(reader.isClosed() || first.isClosed() || second.isClosed()).isFalse();
      rs.next();
      assertThat(Objects.requireNonNull(rs.getString(1))).isEqualTo("like the others");
      assertThatThrownBy(pool::getConnection).isInstanceOf(SQLException.class);
    }
  }
}
