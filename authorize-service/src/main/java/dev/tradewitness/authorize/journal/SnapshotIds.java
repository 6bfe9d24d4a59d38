package dev.tradewitness.authorize.journal;

import java.nio.ByteBuffer;
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
import javax.sql.DataSource;

/// The segments of remembered ids that belong to a lane's snapshot, within its transaction.
final class SnapshotIds {

  private SnapshotIds() {}

  /// What tells whether a stored segment is still the right one.
  private record Stored(boolean sealed, int checksum) {}

  /// Stores the segments that are not stored yet, have changed, or were not sealed when they were
  /// stored, and removes those that are gone.
  static void write(Connection connection, int lane, List<IdSegment> segments) throws SQLException {
    Map<Long, Stored> stored = stored(connection, lane);
    try (PreparedStatement upsert =
            connection.prepareStatement(
                "insert into snapshot_ids (lane, first_sequence, day, sealed, bytes)"
                    + " values (?, ?, ?, ?, ?) on conflict (lane, first_sequence) do update"
                    + " set day = excluded.day, sealed = excluded.sealed, bytes = excluded.bytes");
        PreparedStatement delete =
            connection.prepareStatement(
                "delete from snapshot_ids where lane = ? and first_sequence = ?")) {
      for (IdSegment segment : segments) {
        Stored before = stored.remove(segment.firstSequence());
        if (before == null
            || !before.sealed()
            || before.checksum() != segment.entries().checksum()) {
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

  private static Map<Long, Stored> stored(Connection connection, int lane) throws SQLException {
    var stored = new HashMap<Long, Stored>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select first_sequence, sealed, substring(bytes from length(bytes) - 3)"
                + " from snapshot_ids where lane = ?")) {
      select.setInt(1, lane);
      try (ResultSet rs = select.executeQuery()) {
        while (rs.next()) {
          stored.put(
              rs.getLong(1),
              new Stored(rs.getBoolean(2), ByteBuffer.wrap(rs.getBytes(3)).getInt()));
        }
      }
    }
    return stored;
  }

  /// Has every segment of a lane written or removed by the next [#write], whatever its checksum.
  static void distrust(Connection connection, int lane) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("update snapshot_ids set sealed = false where lane = ?")) {
      update.setInt(1, lane);
      update.executeUpdate();
    }
  }

  /// The lane's segments, oldest first. Each content is read when it is asked for, so that one at a
  /// time is in memory.
  ///
  /// @param database where the contents are read, for as long as the lane is held
  static List<IdSegment> read(Connection connection, DataSource database, int lane)
      throws SQLException {
    var segments = new ArrayList<IdSegment>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select first_sequence, day, sealed from snapshot_ids where lane = ?"
                + " order by first_sequence")) {
      select.setInt(1, lane);
      try (ResultSet rs = select.executeQuery()) {
        while (rs.next()) {
          long first = rs.getLong(1);
          segments.add(
              new IdSegment(
                  first,
                  rs.getObject(2, LocalDate.class),
                  rs.getBoolean(3),
                  () -> content(database, lane, first)));
        }
      }
    }
    return segments;
  }

  private static byte[] content(DataSource database, int lane, long first) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "select bytes from snapshot_ids where lane = ? and first_sequence = ?")) {
      select.setInt(1, lane);
      select.setLong(2, first);
      try (ResultSet rs = select.executeQuery()) {
        return rs.next() ? rs.getBytes(1) : new byte[0];
      }
    }
  }
}
