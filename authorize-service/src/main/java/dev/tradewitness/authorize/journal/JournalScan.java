package dev.tradewitness.authorize.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Reads journal rows over one connection, span by span.
final class JournalScan {

  /// Reads one row of an answer.
  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet rs) throws SQLException;
  }

  static final String COLUMNS =
      "sequence, kind, order_sequence,"
          + " (extract(epoch from recorded_at) * 1000000)::bigint, body";

  private static final int FETCH = 2000;

  private final Connection connection;

  /// @param connection outside auto-commit, so that the driver fetches in portions
  JournalScan(Connection connection) {
    this.connection = connection;
  }

  List<JournalSpan> newestFirst() throws SQLException {
    return JournalSpan.newestFirst(connection);
  }

  /// The spans that can hold rows of a lane from a number on, oldest first.
  List<JournalSpan> spans(int lane, long from) throws SQLException {
    List<JournalSpan> newestFirst = JournalSpan.newestFirst(connection);
    for (int i = 0; i < newestFirst.size(); i++) {
      Long first = first(lane, newestFirst.get(i));
      if (first != null && first <= from) {
        return newestFirst.subList(0, i + 1).reversed();
      }
    }
    return newestFirst.reversed();
  }

  private @Nullable Long first(int lane, JournalSpan span) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select min(sequence) from journal where lane = ? and " + span.sql())) {
      select.setInt(1, lane);
      try (ResultSet rs = select.executeQuery()) {
        rs.next();
        return rs.getObject(1, Long.class);
      }
    }
  }

  /// @param condition with as many parameters as are given
  <T> void forEach(
      String columns,
      String condition,
      JournalSpan span,
      List<?> parameters,
      RowReader<? extends T> reader,
      Consumer<? super T> each)
      throws SQLException {
    this.<T>first(
        columns,
        condition,
        span,
        parameters,
        reader,
        row -> {
          each.accept(row);
          return false;
        });
  }

  /// The first row that is wanted, or null. Rows behind it are not read.
  ///
  /// @param condition with as many parameters as are given
  <T> @Nullable T first(
      String columns,
      String condition,
      JournalSpan span,
      List<?> parameters,
      RowReader<? extends T> reader,
      Predicate<? super T> isWanted)
      throws SQLException {
    String sql = "select " + columns + " from journal where " + span.sql() + " and " + condition;
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setFetchSize(FETCH);
      for (int i = 0; i < parameters.size(); i++) {
        select.setObject(i + 1, parameters.get(i));
      }
      try (ResultSet rs = select.executeQuery()) {
        while (rs.next()) {
          T row = reader.read(rs);
          if (isWanted.test(row)) {
            return row;
          }
        }
        return null;
      }
    }
  }

  static JournalRow row(ResultSet rs) throws SQLException {
    return JournalInsert.DECISION.equals(rs.getString(2)) ? decided(rs) : after(rs);
  }

  /// A row about an order that was decided before.
  static JournalRow after(ResultSet rs) throws SQLException {
    return JournalInsert.REDEMPTION.equals(rs.getString(2))
        ? JournalBodyReader.redeemed(rs.getLong(1), rs.getLong(3), rs.getLong(4), rs.getBytes(5))
        : JournalBodyReader.reported(rs.getLong(1), rs.getLong(3), rs.getLong(4), rs.getBytes(5));
  }

  static JournalRow.Decided decided(ResultSet rs) throws SQLException {
    return JournalBodyReader.decided(rs.getLong(1), rs.getLong(4), rs.getBytes(5));
  }
}
