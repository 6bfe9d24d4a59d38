package dev.tradewitness.authorize.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class JournalPoolsIT {

  @Test
  void aLookUpEndsAfterFiveSecondsAndTheCommitterAndTheRecoveryHaveNoSuchLimit()
      throws SQLException {
    try (JournalDatabase db = JournalDatabase.create();
        var pools = new JournalPools(db.reads)) {
      assertThat(setting(pools.lookups(), "statement_timeout")).isEqualTo("5s");
      for (DataSource pool : new DataSource[] {pools.critical(), pools.recovery()}) {
        assertThat(setting(pool, "statement_timeout")).isEqualTo("0");
        assertThat(setting(pool, "synchronous_commit")).isEqualTo("on");
      }
      try (Connection connection = pools.lookups().getConnection();
          Statement statement = connection.createStatement()) {
        assertThatThrownBy(() -> statement.execute("select pg_sleep(30)"))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
        assertThat(statement.execute("select 1")).as("the connection stays good").isTrue();
      }
    }
  }

  @Test
  void whoStandsStillInsideATransactionOfTheLeaseLosesItsLocks() throws SQLException {
    try (JournalDatabase db = JournalDatabase.create();
        var pools = new JournalPools(db.reads);
        Connection still = pools.critical().getConnection();
        Connection successor = db.critical.getConnection();
        Statement frozen = still.createStatement();
        Statement taking = successor.createStatement()) {
      still.setAutoCommit(false);
      frozen.execute("lock table lane_lease in exclusive mode");
      taking.execute("set lock_timeout to '20s'");
      successor.setAutoCommit(false);
      assertThatCode(() -> taking.execute("lock table lane_lease in exclusive mode"))
          .doesNotThrowAnyException();
      assertThatThrownBy(still::commit).isInstanceOf(SQLException.class);
    }
  }

  private static String setting(DataSource pool, String name) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rs = statement.executeQuery("show " + name)) {
      rs.next();
      return rs.getString(1);
    }
  }
}
