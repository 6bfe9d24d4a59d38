package dev.tradewitness.anchor.batch;

import dev.tradewitness.anchor.checkpoint.SignedMemory.KnownBatch;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.merkle.TreeHead;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What the database has signed last, of every log at once.
final class NewestSigned {

  private final JdbcClient jdbc;

  NewestSigned(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// @param batch the last batch; null before the first
  record Newest(TreeHead head, @Nullable KnownBatch batch) {}

  /// Logs that were never signed are absent.
  Map<PolicyId, Newest> all() {
    var newest = new HashMap<PolicyId, Newest>();
    jdbc.sql(
            """
            SELECT stream_log.policy_id, head.size, head.root,
              last.batch_id, last.first_sequence, last.last_sequence, last.batch_hash,
              checkpoint.root
            FROM stream_log
            JOIN checkpoint_head AS head USING (log_no)
            LEFT JOIN LATERAL (
              SELECT * FROM batch WHERE batch.log_no = stream_log.log_no
              ORDER BY last_sequence DESC LIMIT 1) AS last ON true
            LEFT JOIN checkpoint
              ON checkpoint.log_no = stream_log.log_no AND checkpoint.size = last.last_sequence + 1
            """)
        .query(row -> {
          newest.put(
              new PolicyId(row.getString(1)),
              new Newest(new TreeHead(row.getLong(2), new Hash(row.getBytes(3))), batch(row)));
        });
    return newest;
  }

  /// A batch ends where the checkpoint of its record does.
  private static @Nullable KnownBatch batch(ResultSet row) throws SQLException {
    byte[] root = row.getBytes(8);
    if (root == null) {
      return null;
    }
    long last = row.getLong(6);
    return new KnownBatch(
        row.getObject(4, UUID.class),
        row.getLong(5),
        last,
        new Hash(row.getBytes(7)),
        new TreeHead(last + 1, new Hash(root)));
  }
}
