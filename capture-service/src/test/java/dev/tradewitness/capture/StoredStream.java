package dev.tradewitness.capture;

import dev.tradewitness.testservers.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The rows of one stream, by sequence, as another program sees them.
record StoredStream(Database database, String policyId) {

  List<UUID> ids() throws SQLException {
    return rows("event_id", row -> row.getObject(1, UUID.class));
  }

  List<Long> sequences() throws SQLException {
    return rows("sequence", row -> row.getLong(1));
  }

  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> rows(String column, Row<T> reading) throws SQLException {
    var values = new ArrayList<T>();
    try (var connection = database.connect();
        var statement =
            connection.prepareStatement(
                "select "
                    + column
                    + " from event join stream using (stream_id)"
                    + " where policy_id = ? order by sequence")) {
      statement.setString(1, policyId);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          values.add(reading.read(row));
        }
      }
    }
    return values;
  }
}
