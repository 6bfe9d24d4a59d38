package dev.tradewitness.benchmarks.orderserver;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// Commits one row of [OrderTable] for each order, over a few connections that stay open.
final class PostgresStep implements DurableStep {
  private static final int CONNECTIONS = 8;

  private final List<Connection> connections = new ArrayList<>();
  private final BlockingQueue<PreparedStatement> free = new ArrayBlockingQueue<>(CONNECTIONS);

  PostgresStep(String url, String password) throws SQLException {
    for (int i = 0; i < CONNECTIONS; i++) {
      var connection = DriverManager.getConnection(url, OrderTable.login(password));
      connections.add(connection);
      free.add(connection.prepareStatement(OrderTable.INSERT));
    }
  }

  @Override
  public void keep(String orderId, byte[] order) throws IOException, InterruptedException {
    var insert = free.take();
    try {
      insert.setString(1, orderId);
      insert.setBytes(2, order);
      insert.executeUpdate(); // commits by itself
    } catch (SQLException e) {
      throw new IOException("the order's row was not committed", e);
    } finally {
      free.add(insert);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      for (var connection : connections) {
        connection.close();
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
