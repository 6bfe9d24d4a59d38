package dev.tradewitness.testservers;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/// A fresh database in which the user owns the schema of its own name and nothing else.
public record Database(String jdbcUrl, String user, String password) {

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl, user, password);
  }
}
