package dev.tradewitness.benchmarks.orderserver;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/// The order server's table, in a schema of its own in the stack's PostgreSQL. Dropped on close.
public final class OrderTable implements AutoCloseable {
  private static final String SCHEMA = "bench_impact";
  static final String INSERT =
      "INSERT INTO %s.orders (order_id, body) VALUES (?, ?)".formatted(SCHEMA);

  private final String url;
  private final String password;

  /// @param password the superuser's, who makes and drops the schema
  public OrderTable(String url, String password) throws SQLException {
    this.url = url;
    this.password = password;
    execute(
        List.of(
            "DROP SCHEMA IF EXISTS %s CASCADE".formatted(SCHEMA),
            "CREATE SCHEMA " + SCHEMA,
            "CREATE TABLE %s.orders (order_id text PRIMARY KEY, body bytea NOT NULL)"
                .formatted(SCHEMA)));
  }

  static Properties login(String password) {
    var login = new Properties();
    login.setProperty("user", "postgres");
    login.setProperty("password", password);
    login.setProperty("ApplicationName", "tradewitness-bench");
    login.setProperty("socketTimeout", "30");
    return login;
  }

  private void execute(List<String> statements) throws SQLException {
    try (var connection = DriverManager.getConnection(url, login(password));
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    execute(List.of("DROP SCHEMA IF EXISTS %s CASCADE".formatted(SCHEMA)));
  }
}
