package dev.tradewitness.testservers;

import dev.tradewitness.launcher.part.DatabaseAdmin;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/// PostgreSQL 18 with `fsync`, `synchronous_commit` and `full_page_writes` on.
public abstract sealed class PostgresServer implements TestServer
    permits EmbeddedPostgres, ContainerPostgres {
  private static final String ROLE_PASSWORD = "test-only";

  private final AtomicInteger databases = new AtomicInteger();

  /// A new database in which the role owns a schema of its name.
  public final Database createDatabase(String role) {
    var name = "test_%d".formatted(databases.incrementAndGet());
    try {
      admin().ensureDatabase(name);
      admin().ensureSchema(name, role, ROLE_PASSWORD);
    } catch (SQLException e) {
      throw new IllegalStateException("no fresh database for " + role, e);
    }
    return new Database(address() + name, role, ROLE_PASSWORD);
  }

  /// What a dump of the database has at this moment, as a database of its own. Connections to the
  /// first are cut for it.
  public final Database dump(Database source) {
    var dumped =
        new Database(
            address() + "test_%d".formatted(databases.incrementAndGet()),
            source.user(),
            source.password());
    String name = name(source);
    try (var connection = connectAsSuperuser();
        var statement = connection.createStatement()) {
      statement.execute("ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS false");
      try {
        endSessions(statement, name);
        statement.execute(
            "CREATE DATABASE %s TEMPLATE %s ALLOW_CONNECTIONS true".formatted(name(dumped), name));
      } finally {
        statement.execute("ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS true");
      }
      statement.execute("REVOKE ALL ON DATABASE " + name(dumped) + " FROM PUBLIC");
      admin().ensureSchema(name(dumped), source.user(), source.password());
      return dumped;
    } catch (SQLException e) {
      throw new IllegalStateException("no dump of " + name, e);
    }
  }

  /// Puts a dump in the place of a database: what was committed since is lost.
  public final void restore(Database lost, Database dump) {
    try (var connection = connectAsSuperuser();
        var statement = connection.createStatement()) {
      endSessions(statement, name(dump));
      statement.execute("DROP DATABASE " + name(lost) + " WITH (FORCE)");
      statement.execute("ALTER DATABASE %s RENAME TO %s".formatted(name(dump), name(lost)));
    } catch (SQLException e) {
      throw new IllegalStateException("not restored: " + name(lost), e);
    }
  }

  /// Returns when they are gone.
  private static void endSessions(Statement statement, String database) throws SQLException {
    statement.execute(
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = '%s'"
            .formatted(database));
  }

  private static String name(Database database) {
    return database.jdbcUrl().substring(database.jdbcUrl().lastIndexOf('/') + 1);
  }

  /// A connection as superuser to the server's own database.
  public final Connection connectAsSuperuser() throws SQLException {
    return admin().connect("postgres");
  }

  abstract DatabaseAdmin admin();

  /// `jdbc:postgresql://host:port/`
  abstract String address();
}
