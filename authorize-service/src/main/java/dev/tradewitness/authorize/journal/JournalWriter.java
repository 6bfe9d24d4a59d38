package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.journal.JournalStore.Appended;
import dev.tradewitness.authorize.journal.LeaseStore.Lease;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Appends groups of rows over one connection that it keeps, with one prepared statement, in one
/// round trip each.
///
/// Owned by the committer's thread.
final class JournalWriter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(JournalWriter.class);

  private static final String UNIQUE_VIOLATION = "23505";
  // PostgreSQL also gives this code for "no partition of relation found for row".
  private static final String CHECK_VIOLATION = "23514";

  // A server that restarted meanwhile is noticed before rows are sent, not by a lost group.
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int VALID_SECONDS = 1;

  private final DataSource database;
  private final LaneDays newest;
  private final JournalMeters meters;
  private @Nullable Connection connection;
  private @Nullable PreparedStatement insert;
  private long usedNanos;

  /// Whether nothing was written over the connection yet.
  private boolean isFresh;

  JournalWriter(DataSource database, LaneDays newest, JournalMeters meters) {
    this.database = database;
    this.newest = newest;
    this.meters = meters;
  }

  Appended append(List<Pending> rows, Lease lease) {
    var group = new JournalInsert(rows, lease, newest);
    if (!group.isHeld()) {
      return new Appended.Fenced();
    }
    PreparedStatement statement;
    try {
      statement = statement();
      if (isFresh) {
        requireFollowing(statement.getConnection(), rows);
        isFresh = false;
      }
    } catch (SQLException e) {
      close();
      return new Appended.NotSent(e);
    }
    try {
      return outcome(group.execute(statement), rows);
    } catch (SQLException e) {
      return CHECK_VIOLATION.equals(e.getSQLState()) ? withPartitions(group, rows) : failed(e);
    } catch (RuntimeException e) {
      close();
      return new Appended.Unknown(e);
    }
  }

  /// The partition of a row's day was not made ahead: makes it and writes the group again. The
  /// server refused the first attempt as a whole, so nothing of it was written.
  private Appended withPartitions(JournalInsert group, List<Pending> rows) {
    meters.partitionLate();
    log.atWarn().addKeyValue("days", group.days()).log("journal partition was not made ahead");
    try (Connection own = database.getConnection()) {
      JournalPartitions.create(own, group.days());
    } catch (SQLException e) {
      return new Appended.NotSent(e);
    }
    try {
      return outcome(group.execute(statement()), rows);
    } catch (SQLException e) {
      return failed(e);
    }
  }

  private static Appended outcome(int written, List<Pending> rows) {
    return written == rows.size() ? new Appended.Written() : new Appended.Fenced();
  }

  private Appended failed(SQLException e) {
    close();
    // A number that is taken can only have been written by another owner.
    return UNIQUE_VIOLATION.equals(e.getSQLState())
        ? new Appended.Fenced()
        : new Appended.Unknown(e);
  }

  private PreparedStatement statement() throws SQLException {
    Connection open = connection;
    if (open != null
        && System.nanoTime() - usedNanos > IDLE_NANOS
        && !open.isValid(VALID_SECONDS)) {
      close();
    }
    usedNanos = System.nanoTime();
    PreparedStatement kept = insert;
    return kept == null ? prepare() : kept;
  }

  private PreparedStatement prepare() throws SQLException {
    Connection fresh = database.getConnection();
    connection = fresh;
    try (Statement settings = fresh.createStatement()) {
      // Planning again for every group would cost more than writing it.
      settings.execute("set plan_cache_mode to force_generic_plan");
    }
    PreparedStatement prepared = fresh.prepareStatement(JournalInsert.SQL);
    insert = prepared;
    isFresh = true;
    return prepared;
  }

  /// Behind a new connection an older database may answer, which would take rows behind a gap.
  private static void requireFollowing(Connection fresh, List<Pending> rows) throws SQLException {
    var first = new TreeMap<Integer, Long>();
    rows.forEach(row -> first.merge(row.row().lane(), row.row().sequence(), Math::min));
    try (PreparedStatement select =
        fresh.prepareStatement(
            "select coalesce(max(sequence) + 1, 0) from journal where lane = ?")) {
      for (Map.Entry<Integer, Long> lane : first.entrySet()) {
        select.setInt(1, lane.getKey());
        try (ResultSet rs = select.executeQuery()) {
          rs.next();
          if (rs.getLong(1) < lane.getValue()) {
            throw new SQLException(
                "lane %d: row %d was to be written, the journal ends before row %d"
                    .formatted(lane.getKey(), lane.getValue(), rs.getLong(1)));
          }
        }
      }
    }
  }

  /// Gives the connection back. The next group takes another one.
  @Override
  public void close() {
    Connection open = connection;
    insert = null;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        log.atDebug().setCause(e).log("journal connection was closed already");
      }
    }
  }
}
