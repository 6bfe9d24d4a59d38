package dev.tradewitness.launcher.part;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.regex.Pattern;

/// Makes databases, and in them a role with a schema of the same name, which is all that a service
/// may touch.
public final class DatabaseAdmin {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  private final String address;
  private final String user;
  private final String password;

  /// @param address the server's JDBC address, ending in a slash
  public DatabaseAdmin(String address, String user, String password) {
    this.address = address;
    this.user = user;
    this.password = password;
  }

  public Connection connect(String database) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", "2");
    properties.setProperty("loginTimeout", "5");
    properties.setProperty("socketTimeout", "60");
    return DriverManager.getConnection(address + database, properties);
  }

  /// Makes the database unless it is there. Only roles that are given a schema in it may connect.
  public void ensureDatabase(String database) throws SQLException {
    try (var connection = connect("postgres")) {
      if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", database)) {
        execute(connection, "CREATE DATABASE " + name(database));
        execute(connection, "REVOKE ALL ON DATABASE " + name(database) + " FROM PUBLIC");
      }
    }
  }

  /// Makes the role unless it is there, sets its password, and gives it the schema of its name.
  public void ensureSchema(String database, String role, String rolePassword) throws SQLException {
    try (var connection = connect(database)) {
      if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", role)) {
        execute(connection, "CREATE ROLE " + name(role) + " LOGIN");
      }
      execute(
          connection,
          "ALTER ROLE %s PASSWORD '%s'".formatted(name(role), rolePassword.replace("'", "''")));
      execute(connection, "ALTER ROLE %1$s SET search_path = %1$s".formatted(name(role)));
      execute(
          connection,
          "GRANT CONNECT, TEMPORARY ON DATABASE %s TO %s".formatted(name(database), name(role)));
      execute(
          connection, "CREATE SCHEMA IF NOT EXISTS %1$s AUTHORIZATION %1$s".formatted(name(role)));
    }
  }

  private static boolean exists(Connection connection, String query, String value)
      throws SQLException {
    try (var statement = connection.prepareStatement(query)) {
      statement.setString(1, value);
      try (var rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String name(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a plain SQL name: " + name);
    }
    return name;
  }
}
