package dev.tradewitness.authorize.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/// How far the decisions of each lane are known to be in Kafka.
public final class CursorStore {

  /// @param sequence the first journal number that is not known to be there
  /// @param decisionSequence the number of the first decision that is not
  public record Cursor(long sequence, long decisionSequence) {
    public static final Cursor START = new Cursor(0, 0);
  }

  private final DataSource database;

  public CursorStore(DataSource database) {
    this.database = database;
  }

  public Cursor[] read(int lanes) throws SQLException {
    var cursors = new Cursor[lanes];
    java.util.Arrays.fill(cursors, Cursor.START);
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "select lane, sequence, decision_sequence from relay_cursor");
        ResultSet rs = select.executeQuery()) {
      while (rs.next()) {
        cursors[rs.getInt(1)] = new Cursor(rs.getLong(2), rs.getLong(3));
      }
    }
    return cursors;
  }

  /// Names the database as long as it cannot have been replaced: another server start, another
  /// database or another table under the same name gives another text.
  public String life() throws SQLException {
    try (Connection connection = database.getConnection()) {
      return life(connection);
    }
  }

  private static String life(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select concat_ws(' ', pg_postmaster_start_time(), 'relay_cursor'::regclass::oid,
                  (select oid from pg_database where datname = current_database()))
                """);
        ResultSet rs = select.executeQuery()) {
      rs.next();
      return rs.getString(1);
    }
  }

  /// Stores what is known to be in Kafka now. A stored cursor never goes back: what a former owner
  /// of the lanes knows is true, but may be less than what its successor has stored.
  ///
  /// @param published the next offset of each partition to which a decision was sent
  /// @param life of the database from which the decisions were sent
  /// @return false when this may be another database; then nothing was stored
  public boolean write(Cursor[] cursors, Map<Integer, Long> published, String life)
      throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      if (!life(connection).equals(life)) {
        connection.rollback();
        return false;
      }
      write(connection, cursors);
      PublishedStore.write(connection, published);
      connection.commit();
      return true;
    }
  }

  private static void write(Connection connection, Cursor[] cursors) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            "insert into relay_cursor (lane, sequence, decision_sequence) values (?, ?, ?)"
                + " on conflict (lane) do update set sequence = excluded.sequence,"
                + " decision_sequence = excluded.decision_sequence"
                + " where relay_cursor.sequence < excluded.sequence")) {
      for (int lane = 0; lane < cursors.length; lane++) {
        upsert.setInt(1, lane);
        upsert.setLong(2, cursors[lane].sequence());
        upsert.setLong(3, cursors[lane].decisionSequence());
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }
}
