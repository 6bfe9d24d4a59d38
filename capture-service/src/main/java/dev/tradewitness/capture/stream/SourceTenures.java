package dev.tradewitness.capture.stream;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Looks up whose time as a reader is over.
final class SourceTenures {

  private SourceTenures() {}

  /// The tenures of a group's events that are over. The leases of the others are locked until the
  /// transaction ends: who takes one over waits for it, and finds in the table what it stored.
  static Set<SourceTenure> over(Connection connection, List<StreamEntry> group)
      throws SQLException {
    var over = new HashSet<SourceTenure>();
    for (StreamEntry entry : group) {
      if (entry.tenure() != null) {
        over.add(entry.tenure());
      }
    }
    if (over.isEmpty()) {
      return over;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select source, holder from source_lease where source = any(?)
            order by source for share
            """)) {
      Object[] sources = over.stream().map(SourceTenure::source).distinct().toArray();
      statement.setArray(1, connection.createArrayOf("text", sources));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          over.remove(new SourceTenure(row.getString(1), row.getString(2)));
        }
      }
    }
    return over;
  }
}
