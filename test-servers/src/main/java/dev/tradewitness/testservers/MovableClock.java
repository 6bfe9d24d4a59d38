package dev.tradewitness.testservers;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The clock of a machine that a test sets: of the service's process and of its database. The
/// monotonic clock, Kafka, and whoever tests go on as before.
///
/// The database's `now()` and `clock_timestamp()` are hidden by functions of the same names, which
/// the role's search path finds first. Every connection that is opened after the clock was made
/// sees the set time, and so do the column defaults of tables that are made later.
public final class MovableClock implements InstantSource {

  private final String database;
  private volatile Duration ahead = Duration.ZERO;

  private MovableClock(String database) {
    this.database = database;
  }

  /// To be called before the service migrates the database.
  public static MovableClock of(Database database) {
    String url = database.jdbcUrl();
    var clock = new MovableClock(url.substring(url.lastIndexOf('/') + 1));
    clock.execute(
        """
        CREATE SCHEMA set_clock;
        CREATE TABLE set_clock.ahead (ahead interval NOT NULL);
        INSERT INTO set_clock.ahead VALUES ('0');
        CREATE FUNCTION set_clock.now() RETURNS timestamptz STABLE LANGUAGE sql
        AS 'SELECT pg_catalog.now() + ahead FROM set_clock.ahead';
        CREATE FUNCTION set_clock.clock_timestamp() RETURNS timestamptz VOLATILE LANGUAGE sql
        AS 'SELECT pg_catalog.clock_timestamp() + ahead FROM set_clock.ahead';
        GRANT USAGE ON SCHEMA set_clock TO %2$s;
        GRANT SELECT ON set_clock.ahead TO %2$s;
        ALTER ROLE %2$s IN DATABASE %1$s SET search_path = %2$s, set_clock, pg_catalog;
        """
            .formatted(clock.database, database.user()));
    return clock;
  }

  /// Sets the clock so far ahead of the true time; behind it when negative.
  public void set(Duration ahead) {
    execute("UPDATE set_clock.ahead SET ahead = interval '%d s'".formatted(ahead.toSeconds()));
    this.ahead = ahead;
  }

  @Override
  public Instant instant() {
    return InstantSource.system().instant().plus(ahead);
  }

  private void execute(String sql) {
    try (var connection = Servers.postgres().admin().connect(database);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("the clock of " + database + " cannot be set", e);
    }
  }
}
