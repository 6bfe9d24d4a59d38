package dev.tradewitness.authorize.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/// How far `authorize.decisions` is known to hold only what is in this journal.
public final class PublishedStore {

  private final DataSource database;

  public PublishedStore(DataSource database) {
    this.database = database;
  }

  /// The next offset of each partition.
  public Map<Integer, Long> positions() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement("select partition, next_offset from published_position");
        ResultSet rs = select.executeQuery()) {
      var positions = new HashMap<Integer, Long>();
      while (rs.next()) {
        positions.put(rs.getInt(1), rs.getLong(2));
      }
      return positions;
    }
  }

  /// Notes where the lanes stand that are opened without the comparison. What is noted already
  /// stays: it was noted before more was decided.
  ///
  /// @param next number of each lane's next decision
  public void uncompared(long[] next) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into published_uncompared (lane, next_decision) values (?, ?)"
                    + " on conflict (lane) do nothing")) {
      connection.setAutoCommit(false);
      for (int lane = 0; lane < next.length; lane++) {
        insert.setInt(1, lane);
        insert.setLong(2, next[lane]);
        insert.addBatch();
      }
      insert.executeBatch();
      connection.commit();
    }
  }

  /// The number of each lane's next decision when it was last known that nothing is missing.
  ///
  /// @param next as the lanes stand now
  public long[] comparable(long[] next) throws SQLException {
    long[] comparable = next.clone();
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement("select lane, next_decision from published_uncompared");
        ResultSet rs = select.executeQuery()) {
      while (rs.next()) {
        int lane = rs.getInt(1);
        if (lane < comparable.length) {
          comparable[lane] = Math.min(comparable[lane], rs.getLong(2));
        }
      }
    }
    return comparable;
  }

  /// Notes that everything below the offsets is here.
  public void compared(Map<Integer, Long> ends) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      settle(connection, ends);
      connection.commit();
    }
  }

  /// As [#compared], with what is below them and is not here, and a person has given up.
  public void givenUp(Map<Integer, Long> ends, String code, String detail) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into published_settlement (code, detail) values (?, ?)"
                    + " on conflict do nothing")) {
      connection.setAutoCommit(false);
      insert.setString(1, code);
      insert.setString(2, detail);
      insert.executeUpdate();
      settle(connection, ends);
      connection.commit();
    }
  }

  private static void settle(Connection connection, Map<Integer, Long> ends) throws SQLException {
    write(connection, ends);
    try (PreparedStatement delete =
        connection.prepareStatement("delete from published_uncompared")) {
      delete.executeUpdate();
    }
  }

  static void write(Connection connection, Map<Integer, Long> offsets) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            "insert into published_position (partition, next_offset) values (?, ?)"
                + " on conflict (partition) do update set next_offset = excluded.next_offset")) {
      for (Map.Entry<Integer, Long> offset : offsets.entrySet()) {
        upsert.setInt(1, offset.getKey());
        upsert.setLong(2, offset.getValue());
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }
}
