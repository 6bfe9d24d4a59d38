package dev.tradewitness.capture.stream;

import dev.tradewitness.kit.database.DatabaseLife;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the streams ended when this process last knew. A head that is lower now means that the
/// database was put back to an older state while the process runs. Used by one thread.
final class HeadMemory {

  private static final String LIFE = "select " + DatabaseLife.of("stream");

  private final Runnable wentBack;
  private final Map<String, Long> heads = new HashMap<>();
  private @Nullable Connection known;
  private String life = "";

  /// @param wentBack called when a head is lower than it was
  HeadMemory(Runnable wentBack) {
    this.wentBack = wentBack;
  }

  /// To be called before each transaction: looks at the heads when the connection leads to a
  /// database that may be another one.
  @SuppressWarnings("ReferenceEquality") // the very connection, whatever it calls equal
  void connected(Connection connection) throws SQLException {
    Connection physical = connection.unwrap(Connection.class);
    if (physical == known) {
      return;
    }
    String now = life(connection);
    if (!now.equals(life)) {
      look(connection);
      life = now;
    }
    known = physical;
  }

  private static String life(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(LIFE);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getString(1);
    }
  }

  private void look(Connection connection) throws SQLException {
    Set<String> missing = new HashSet<>(heads.keySet());
    try (PreparedStatement select =
            connection.prepareStatement("select policy_id, head from stream");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        missing.remove(row.getString(1));
        check(row.getString(1), row.getLong(2));
        heads.put(row.getString(1), row.getLong(2));
      }
    }
    for (String policyId : missing) {
      check(policyId, 0);
    }
  }

  void committed(String policyId, long head) {
    heads.put(policyId, head);
  }

  /// @throws SQLException when the stream ended later before
  void check(String policyId, long head) throws SQLException {
    Long before = heads.get(policyId);
    if (before != null && head < before) {
      heads.clear();
      known = null;
      wentBack.run();
      throw new SQLException(
          "stream %s ended at %d and ends at %d: the database is an older one"
              .formatted(policyId, before, head));
    }
  }
}
