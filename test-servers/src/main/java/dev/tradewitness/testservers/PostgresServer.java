package dev.tradewitness.testservers;

import dev.tradewitness.launcher.part.DatabaseAdmin;
import java.sql.Connection;
import java.sql.SQLException;
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

  /// A connection as superuser to the server's own database.
  public final Connection connectAsSuperuser() throws SQLException {
    return admin().connect("postgres");
  }

  abstract DatabaseAdmin admin();

  /// `jdbc:postgresql://host:port/`
  abstract String address();
}
