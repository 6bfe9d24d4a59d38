package dev.tradewitness.anchor.settle;

import java.sql.Timestamp;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The journal in PostgreSQL. There is no method that changes or removes a row, and a trigger
/// refuses it.
final class SettlementStore {

  private final JdbcClient jdbc;

  SettlementStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void insert(Settlement settlement) {
    jdbc.sql(
            """
            INSERT INTO settlement (policy_id, action, settled_by, reason, settled_at, size, state,
              detail, record)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        .params(
            settlement.policyId(),
            settlement.action().name(),
            settlement.by(),
            settlement.why(),
            Timestamp.from(settlement.at()),
            settlement.size(),
            settlement.state(),
            settlement.detail(),
            settlement.record())
        .update();
  }

  /// Newest first.
  List<Settlement> of(String policyId, int limit) {
    return jdbc.sql(
            """
            SELECT policy_id, action, settled_by, reason, settled_at, size, state, detail, record
            FROM settlement WHERE policy_id = ? ORDER BY settlement_no DESC LIMIT ?
            """)
        .params(policyId, limit)
        .query((row, n) ->
            new Settlement(
                row.getString(1),
                SettleAction.valueOf(row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getTimestamp(5).toInstant(),
                row.getLong(6),
                row.getString(7),
                row.getString(8),
                row.getString(9)))
        .list();
  }
}
