package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.exposure.BookSnapshot;
import dev.tradewitness.authorize.journal.SnapshotPart.Kind;
import dev.tradewitness.common.crypto.Hash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import javax.sql.DataSource;

/// Snapshots of lanes: a book, the remembered ids and the journal number they cover, written and
/// read in one transaction each, so that no row is ever applied twice.
public final class SnapshotStore {

  /// @param sequence the first journal number that is not in the book
  /// @param decisionSequence the next decision's number
  /// @param ids oldest first
  public record LaneSnapshot(
      long sequence, long decisionSequence, BookSnapshot book, List<IdSegment> ids) {
    public static final LaneSnapshot EMPTY = new LaneSnapshot(0, 0, BookSnapshot.EMPTY, List.of());

    public LaneSnapshot {
      ids = List.copyOf(ids);
    }
  }

  private static final int BATCH = 16;

  private final DataSource database;

  public SnapshotStore(DataSource database) {
    this.database = database;
  }

  /// Replaces the lane's snapshot, writing only parts and segments that have changed.
  ///
  /// @return false when the lane is no longer held under the epoch; then nothing was written
  public boolean write(int lane, long epoch, LaneSnapshot snapshot) throws SQLException {
    List<SnapshotPart> parts = SnapshotPart.of(snapshot.book());
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        writeHead(connection, lane, snapshot);
        writeParts(connection, lane, parts);
        SnapshotIds.write(connection, lane, snapshot.ids());
        // Last, because the share lock holds up the owner's next renewal until the commit, and a
        // successor for as long as this process stands still.
        boolean held = isHeld(connection, lane, epoch);
        if (held) {
          connection.commit();
        } else {
          connection.rollback();
        }
        return held;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    }
  }

  private static boolean isHeld(Connection connection, int lane, long epoch) throws SQLException {
    try (Statement silence = connection.createStatement();
        PreparedStatement select =
            connection.prepareStatement(
                "select 1 from lane_lease where lane = ? and epoch = ? for share")) {
      silence.execute("set local idle_in_transaction_session_timeout to '3s'");
      select.setInt(1, lane);
      select.setLong(2, epoch);
      try (ResultSet rs = select.executeQuery()) {
        return rs.next();
      }
    }
  }

  private static void writeHead(Connection connection, int lane, LaneSnapshot snapshot)
      throws SQLException {
    OptionalLong firstOpen =
        snapshot.book().open().stream().mapToLong(order -> order.key().sequence()).min();
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            insert into snapshot (lane, sequence, decision_sequence, first_open, taken_at)
            values (?, ?, ?, ?, clock_timestamp())
            on conflict (lane) do update set sequence = excluded.sequence,
              decision_sequence = excluded.decision_sequence, first_open = excluded.first_open,
              taken_at = excluded.taken_at\
            """)) {
      upsert.setInt(1, lane);
      upsert.setLong(2, snapshot.sequence());
      upsert.setLong(3, snapshot.decisionSequence());
      if (firstOpen.isPresent()) {
        upsert.setLong(4, firstOpen.getAsLong());
      } else {
        upsert.setNull(4, Types.BIGINT);
      }
      upsert.executeUpdate();
    }
  }

  private static void writeParts(Connection connection, int lane, List<SnapshotPart> parts)
      throws SQLException {
    Map<SnapshotPart.Key, Hash> stored = digests(connection, lane);
    try (PreparedStatement upsert =
            connection.prepareStatement(
                "insert into snapshot_part (lane, kind, part, digest, bytes) values (?, ?, ?, ?, ?)"
                    + " on conflict (lane, kind, part)"
                    + " do update set digest = excluded.digest, bytes = excluded.bytes");
        PreparedStatement delete =
            connection.prepareStatement(
                "delete from snapshot_part where lane = ? and kind = ? and part = ?")) {
      int waiting = 0;
      for (SnapshotPart part : parts) {
        if (!part.digest().equals(stored.remove(part.key()))) {
          setKey(upsert, lane, part.key());
          upsert.setBytes(4, part.digest().bytes());
          upsert.setBytes(5, part.bytes());
          upsert.addBatch();
          if (++waiting % BATCH == 0) {
            upsert.executeBatch();
          }
        }
      }
      upsert.executeBatch();
      for (SnapshotPart.Key gone : stored.keySet()) {
        setKey(delete, lane, gone);
        delete.addBatch();
      }
      delete.executeBatch();
    }
  }

  private static void setKey(PreparedStatement statement, int lane, SnapshotPart.Key key)
      throws SQLException {
    statement.setInt(1, lane);
    statement.setString(2, key.kind().name());
    statement.setLong(3, key.part());
  }

  private static Map<SnapshotPart.Key, Hash> digests(Connection connection, int lane)
      throws SQLException {
    var digests = new HashMap<SnapshotPart.Key, Hash>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select kind, part, digest from snapshot_part where lane = ?")) {
      select.setInt(1, lane);
      try (ResultSet rs = select.executeQuery()) {
        while (rs.next()) {
          digests.put(key(rs), new Hash(rs.getBytes(3)));
        }
      }
    }
    return digests;
  }

  private static SnapshotPart.Key key(ResultSet rs) throws SQLException {
    return new SnapshotPart.Key(Kind.valueOf(rs.getString(1)), rs.getLong(2));
  }

  /// The lane's snapshot; the empty one when none was taken yet.
  ///
  /// @throws IllegalStateException when a part is not what was written
  public LaneSnapshot read(int lane) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      LaneSnapshot snapshot = read(connection, lane);
      connection.commit();
      return snapshot;
    }
  }

  /// Has the next snapshot of the lane replace all its remembered ids, because they cannot be read.
  public void distrustIds(int lane) throws SQLException {
    try (Connection connection = database.getConnection()) {
      SnapshotIds.distrust(connection, lane);
    }
  }

  private LaneSnapshot read(Connection connection, int lane) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select sequence, decision_sequence from snapshot where lane = ?")) {
      select.setInt(1, lane);
      try (ResultSet rs = select.executeQuery()) {
        return rs.next()
            ? new LaneSnapshot(
                rs.getLong(1),
                rs.getLong(2),
                book(connection, lane),
                SnapshotIds.read(connection, database, lane))
            : LaneSnapshot.EMPTY;
      }
    }
  }

  private static BookSnapshot book(Connection connection, int lane) throws SQLException {
    var book = new SnapshotCodec.Book();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select kind, part, digest, bytes from snapshot_part where lane = ?"
                + " order by kind, part")) {
      select.setFetchSize(BATCH);
      select.setInt(1, lane);
      try (ResultSet rs = select.executeQuery()) {
        while (rs.next()) {
          book.add(part(lane, rs));
        }
      }
    }
    return book.snapshot();
  }

  private static SnapshotPart part(int lane, ResultSet rs) throws SQLException {
    byte[] bytes = rs.getBytes(4);
    Hash digest = Hash.of(bytes);
    Hash expected = new Hash(rs.getBytes(3));
    if (!digest.equals(expected)) {
      throw new IllegalStateException(
          "snapshot of lane %d, %s: expected SHA-256 %s, found %s"
              .formatted(lane, key(rs), expected, digest));
    }
    return new SnapshotPart(key(rs), digest, bytes);
  }
}
