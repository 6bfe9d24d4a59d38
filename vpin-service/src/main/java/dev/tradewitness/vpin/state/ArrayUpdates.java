package dev.tradewitness.vpin.state;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;

/// Statements that take a whole list in each parameter.
final class ArrayUpdates {

  private final JdbcTemplate template;
  private final Feed feed;

  ArrayUpdates(JdbcTemplate template, Feed feed) {
    this.template = template;
    this.feed = feed;
  }

  /// Runs a statement whose arrays come first and the feed's id last.
  int update(String sql, Column<?>... columns) {
    return template.update(
        sql,
        statement -> {
          Connection connection = statement.getConnection();
          int at = 1;
          for (Column<?> column : columns) {
            statement.setArray(at++, column.array(connection));
          }
          statement.setInt(at, feed.id());
        });
  }

  static <T> Column<T> column(String type, List<T> rows, Function<T, Object> value) {
    return new Column<>(type, rows, value);
  }

  record Column<T>(String type, List<T> rows, Function<T, Object> value) {

    Array array(Connection connection) throws SQLException {
      Object[] values = type.equals("bytea") ? new byte[rows.size()][] : new Object[rows.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = value.apply(rows.get(i));
      }
      return connection.createArrayOf(type, values);
    }
  }
}
