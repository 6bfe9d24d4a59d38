package dev.tradewitness.authorize.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The segments of remembered ids that belong to a lane's snapshot, within its transaction.
final class SnapshotIds {

  private SnapshotIds() {}

  /// Stores the segments that are not stored yet or were not sealed when they were, and removes
  /// those that are gone.
  static void write(Connection connection, int lane, List<IdSegment> segments) throws SQLException {
    Map<Long, Boolean> stored = sealed(connection, lane);
    try (PreparedStatement upsert =
            connection.prepareStatement(
                "insert into snapshot_ids (lane, first_sequence, day, sealed, bytes)"
                    + " values (?, ?, ?, ?, ?) on conflict (lane, first_sequence) do update"
                    + " set day = excluded.day, sealed = excluded.sealed, bytes = excluded.bytes");
        PreparedStatement delete =
            connection.prepareStatement(
                "delete from snapshot_ids where lane = ? and first_sequence = ?")) {
      for (IdSegment segment : segments) {
        if (!Boolean.TRUE.equals(stored.remove(segment.firstSequence()))) {
          upsert.setInt(1, lane);
          upsert.setLong(2, segment.firstSequence());
          upsert.setObject(3, segment.day(), Types.DATE);
          upsert.setBoolean(4, segment.sealed());
          upsert.setBytes(5, segment.entries().bytes());
          upsert.executeUpdate();
        }
      }
      for (long gone : stored.keySet()) {
        delete.setInt(1, lane);
        delete.setLong(2, gone);
        delete.addBatch();
      }
      delete.executeBatch();
    }
  }

  /// Which segments are stored, and whether they were sealed.
  private static Map<Long, Boolean> sealed(Connection connection, int lane) throws SQLException {
    var stored = new HashMap<Long, Boolean>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select first_sequence, sealed from snapshot_ids where lane = ?")) {
      select.setInt(1, lane);
      try (ResultSet rs = select.executeQuery()) {
        while (rs.next()) {
          stored.put(rs.getLong(1), rs.getBoolean(2));
        }
      }
    }
    return stored;
  }

  static List<IdSegment> read(Connection connection, int lane) throws SQLException {
    var segments = new ArrayList<IdSegment>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select first_sequence, day, sealed, bytes from snapshot_ids where lane = ?"
                + " order by first_sequence")) {
      select.setInt(1, lane);
      try (ResultSet rs = select.executeQuery()) {
        while (rs.next()) {
          byte[] bytes = rs.getBytes(4);
          segments.add(
              new IdSegment(
                  rs.getLong(1), rs.getObject(2, LocalDate.class), rs.getBoolean(3), () -> bytes));
        }
      }
    }
    return segments;
  }
}
