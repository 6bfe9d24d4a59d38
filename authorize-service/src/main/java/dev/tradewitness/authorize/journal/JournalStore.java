package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.JournalRow.Happened;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The journal in PostgreSQL. The only class that knows its table.
public final class JournalStore {

  /// What became of a group of rows.
  public sealed interface Appended {
    record Written() implements Appended {}

    /// Certainly not written: nothing was sent.
    record NotSent(Exception cause) implements Appended {}

    /// Whether it was written is not known until the journal is read again.
    record Unknown(Exception cause) implements Appended {}

    /// Another owner holds the lanes; nothing was written.
    record Fenced() implements Appended {}
  }

  private static final int FETCH = 2000;

  private static final String READ =
      "select " + JournalColumns.READ + " from journal where lane = ? and ";

  private final DataSource database;

  public JournalStore(DataSource database) {
    this.database = database;
  }

  /// Writes all rows in one transaction, or none: none when a lane is not held any more under the
  /// epoch of one of its rows.
  Appended append(List<Pending> rows) {
    Connection connection;
    try {
      connection = database.getConnection();
    } catch (SQLException e) {
      return new Appended.NotSent(e);
    }
    try (connection;
        PreparedStatement insert = connection.prepareStatement(JournalColumns.INSERT)) {
      JournalColumns.bind(connection, insert, rows);
      return insert.executeUpdate() == rows.size() ? new Appended.Written() : new Appended.Fenced();
    } catch (SQLException e) {
      // A number that is taken can only have been written by another owner.
      return "23505".equals(e.getSQLState()) ? new Appended.Fenced() : new Appended.Unknown(e);
    } catch (RuntimeException e) {
      return new Appended.Unknown(e);
    }
  }

  /// The next free number of each lane.
  public long[] heads(int lanes) throws SQLException {
    long[] heads = new long[lanes];
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "select l, coalesce((select max(sequence) from journal where lane = l), -1)"
                    + " from generate_series(0, ? - 1) l")) {
      select.setInt(1, lanes);
      try (ResultSet rs = select.executeQuery()) {
        while (rs.next()) {
          heads[rs.getInt(1)] = rs.getLong(2) + 1;
        }
      }
    }
    return heads;
  }

  /// The rows of a lane from a number on, in order.
  public void forEach(int lane, long from, Consumer<JournalRow> each) throws SQLException {
    stream(READ + "sequence >= ? order by sequence", lane, from, JournalColumns::row, each);
  }

  /// Decisions of a lane from a number on, in order, at most so many.
  public List<Decided> decisions(int lane, long from, int limit) throws SQLException {
    var found = new ArrayList<Decided>();
    stream(
        READ + "sequence >= ? and kind = 'DECISION' order by sequence limit " + limit,
        lane,
        from,
        JournalColumns::decided,
        found::add);
    return found;
  }

  /// Number, account and id of every decision of a lane below a number.
  public void forEachId(int lane, long below, Consumer<DecisionId> each) throws SQLException {
    stream(
        "select sequence, client_id, client_order_id from journal"
            + " where lane = ? and sequence < ? and kind = 'DECISION' order by sequence",
        lane,
        below,
        rs -> new DecisionId(rs.getLong(1), rs.getString(2), rs.getString(3)),
        each);
  }

  /// @param sequence of the decision in its lane's journal
  public record DecisionId(long sequence, String clientId, String clientOrderId) {}

  /// The decision with this journal number, or null.
  public @Nullable Decided decision(int lane, long sequence) throws SQLException {
    var found = new ArrayList<Decided>(1);
    stream(
        READ + "sequence = ? and kind = 'DECISION'",
        lane,
        sequence,
        JournalColumns::decided,
        found::add);
    return found.isEmpty() ? null : found.getFirst();
  }

  /// What happened to an order, in order.
  public List<Happened> events(int lane, long orderSequence) throws SQLException {
    var found = new ArrayList<Happened>();
    stream(
        READ + "order_sequence = ? order by sequence",
        lane,
        orderSequence,
        JournalColumns::happened,
        found::add);
    return found;
  }

  /// Reads one row of an answer.
  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet rs) throws SQLException;
  }

  private <T> void stream(
      String sql, int lane, long number, RowReader<? extends T> reader, Consumer<? super T> each)
      throws SQLException {
    try (Connection connection = database.getConnection()) {
      // Outside auto-commit the driver fetches in portions instead of all rows at once.
      connection.setAutoCommit(false);
      try (PreparedStatement select = connection.prepareStatement(sql)) {
        select.setFetchSize(FETCH);
        select.setInt(1, lane);
        select.setLong(2, number);
        try (ResultSet rs = select.executeQuery()) {
          while (rs.next()) {
            each.accept(reader.read(rs));
          }
        }
        connection.commit();
      }
    }
  }
}
