package dev.tradewitness.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresServerIT {
  private final PostgresServer postgres = Servers.postgres();

  @ParameterizedTest
  @ValueSource(strings = {"fsync", "synchronous_commit", "full_page_writes"})
  void whatMakesACommitDurableIsOn(String setting) throws SQLException {
    var database = postgres.createDatabase("capture");
    try (var connection = database.connect()) {
      assertThat(single(connection, "SHOW " + setting)).isEqualTo("on");
    }
  }

  @Test
  void theServerIsPostgresql18() throws SQLException {
    try (var connection = postgres.connectAsSuperuser()) {
      assertThat(single(connection, "SHOW server_version")).startsWith("18.");
    }
  }

  @Test
  void aRoleWorksInTheSchemaOfItsNameAndNowhereElse() throws SQLException {
    var database = postgres.createDatabase("capture");
    try (var connection = database.connect()) {
      execute(connection, "CREATE TABLE t (n int)");
      assertThat(single(connection, "SELECT schemaname FROM pg_tables WHERE tablename = 't'"))
          .isEqualTo("capture");
      assertThatThrownBy(() -> execute(connection, "CREATE TABLE public.t (n int)"))
          .hasMessageContaining("permission denied for schema public");
    }
    var other = postgres.createDatabase("anchor");
    var intruder = new Database(other.jdbcUrl(), database.user(), database.password());
    assertThatThrownBy(intruder::connect).hasMessageContaining("permission denied for database");
  }

  @Test
  void everyCommittedRowSurvivesAKillInTheMiddleOfWriting() throws Exception {
    var database = postgres.createDatabase("capture");
    try (var connection = database.connect()) {
      execute(connection, "CREATE TABLE entry (n int PRIMARY KEY)");
    }
    var committed = new AtomicInteger();
    var underWay = new CountDownLatch(200);
    var writer =
        Thread.startVirtualThread(() -> {
          try (var connection = database.connect()) {
            for (int n = 1; n <= 1_000_000; n++) {
              execute(connection, "INSERT INTO entry VALUES (%d)".formatted(n));
              committed.set(n);
              underWay.countDown();
            }
          } catch (SQLException e) {
            return; // the server was killed
          }
        });
    underWay.await();

    postgres.kill();
    writer.join();
    assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
    postgres.start();

    try (var connection = database.connect()) {
      int rows = Integer.parseInt(single(connection, "SELECT count(*) FROM entry"));
      // The insert under way when the server died may or may not have been committed.
      assertThat(rows).isBetween(committed.get(), committed.get() + 1);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String single(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
