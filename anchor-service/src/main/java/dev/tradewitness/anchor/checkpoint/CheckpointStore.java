package dev.tradewitness.anchor.checkpoint;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.merkle.TreeHead;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Checkpoints in PostgreSQL.
final class CheckpointStore {

  private static final String SELECT =
      "SELECT size, root, note, key_id, signed_at FROM checkpoint WHERE log_no = ? ";

  private final JdbcClient jdbc;

  CheckpointStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Moves the log's newest signed size forward; false, and nothing changed, unless it grows.
  boolean advance(int logNo, TreeHead head) {
    return jdbc.sql(
                """
                INSERT INTO checkpoint_head AS newest (log_no, size, root) VALUES (?, ?, ?)
                ON CONFLICT (log_no) DO UPDATE SET size = EXCLUDED.size, root = EXCLUDED.root
                WHERE newest.size < EXCLUDED.size
                """)
            .params(logNo, head.size(), head.root().bytes())
            .update()
        == 1;
  }

  /// What signing a log has to agree with.
  ///
  /// @param newest the newest signed head; null before the first
  /// @param origin the log's name from its creation on
  /// @param stop why nothing of it is signed, or null
  /// @param database where this was read
  record Signed(@Nullable TreeHead newest, String origin, @Nullable String stop, String database) {}

  Signed signed(int logNo) {
    return jdbc.sql(
            """
            SELECT newest.size, newest.root, stream_log.origin, signing_stop.detail, %s
            FROM stream_log
            LEFT JOIN checkpoint_head AS newest ON newest.log_no = stream_log.log_no
            LEFT JOIN signing_stop
              ON signing_stop.log_no = stream_log.log_no AND signing_stop.lifted_at IS NULL
            WHERE stream_log.log_no = ?
            """
                .formatted(SigningHold.DATABASE))
        .param(logNo)
        .query((row, n) -> {
          byte[] root = row.getBytes(2);
          return new Signed(
              root == null ? null : new TreeHead(row.getLong(1), new Hash(root)),
              row.getString(3),
              row.getString(4),
              row.getString(5));
        })
        .single();
  }

  void insert(int logNo, SignedCheckpoint checkpoint) {
    jdbc.sql(
            """
            INSERT INTO checkpoint (log_no, size, root, note, key_id, signed_at)
            VALUES (?, ?, ?, ?, ?, ?)
            """)
        .params(
            logNo,
            checkpoint.head().size(),
            checkpoint.head().root().bytes(),
            checkpoint.note(),
            checkpoint.keyId(),
            Timestamp.from(checkpoint.signedAt()))
        .update();
  }

  boolean has(int logNo, TreeHead head) {
    return at(logNo, head.size()).filter(signed -> signed.head().equals(head)).isPresent();
  }

  Optional<SignedCheckpoint> at(int logNo, long size) {
    return jdbc.sql(SELECT + "AND size = ?")
        .params(logNo, size)
        .query(CheckpointStore::checkpoint)
        .optional();
  }

  Optional<SignedCheckpoint> latest(int logNo) {
    return jdbc.sql(SELECT + "ORDER BY size DESC LIMIT 1")
        .param(logNo)
        .query(CheckpointStore::checkpoint)
        .optional();
  }

  Optional<SignedCheckpoint> firstCovering(int logNo, long sequence) {
    return jdbc.sql(SELECT + "AND size > ? ORDER BY size LIMIT 1")
        .params(logNo, sequence)
        .query(CheckpointStore::checkpoint)
        .optional();
  }

  /// Policy ids of logs that grew since they were last signed and are not stopped.
  List<String> grown() {
    return jdbc.sql(
            """
            SELECT policy_id FROM stream_log LEFT JOIN checkpoint_head AS newest USING (log_no)
            WHERE stream_log.size > coalesce(newest.size, 0)
              AND NOT EXISTS (
                SELECT FROM signing_stop
                WHERE signing_stop.log_no = stream_log.log_no AND lifted_at IS NULL)
            ORDER BY policy_id
            """)
        .query((row, n) -> row.getString(1))
        .list();
  }

  private static SignedCheckpoint checkpoint(ResultSet row, int n) throws SQLException {
    return new SignedCheckpoint(
        new TreeHead(row.getLong("size"), new Hash(row.getBytes("root"))),
        row.getString("note"),
        row.getString("key_id"),
        row.getTimestamp("signed_at").toInstant());
  }
}
