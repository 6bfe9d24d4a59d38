package dev.tradewitness.testservers;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.sql.DataSource;

/// All connections that a pool gives, until this is closed: a pool whose users are slow.
public final class AllConnections implements AutoCloseable {

  private final Deque<Connection> taken = new ArrayDeque<>();

  private AllConnections() {}

  /// @param count how many the pool gives
  public static AllConnections of(DataSource pool, int count) throws SQLException {
    var all = new AllConnections();
    for (int i = 0; i < count; i++) {
      all.taken.push(pool.getConnection());
    }
    return all;
  }

  @Override
  public void close() throws SQLException {
    while (!taken.isEmpty()) {
      taken.pop().close();
    }
  }
}
