package dev.tradewitness.anchor.checkpoint;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.merkle.TreeHead;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Which logs must not be signed.
public final class SigningStops {

  private static final String SELECT =
      """
      SELECT policy_id, cause, detail, published_size, published_root, record, stopped_at
      FROM signing_stop JOIN stream_log USING (log_no) WHERE lifted_at IS NULL
      """;

  private final JdbcClient jdbc;

  SigningStops(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Stops the signing of a log, in the caller's transaction. Of several reasons the one that was
  /// published at the largest size is kept; a record up to the size of a lifted stop was settled
  /// with it. A refusal was not, and neither was what was forgotten since: both came after somebody
  /// had looked.
  public void stop(int logNo, SigningStop stop) {
    jdbc.sql(
            """
            INSERT INTO signing_stop AS known
              (log_no, cause, detail, published_size, published_root, record, stopped_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (log_no) DO UPDATE
            SET cause = EXCLUDED.cause, detail = EXCLUDED.detail,
                published_size = EXCLUDED.published_size,
                published_root = EXCLUDED.published_root, record = EXCLUDED.record,
                stopped_at = EXCLUDED.stopped_at, lifted_at = NULL
            WHERE known.published_size < EXCLUDED.published_size
               OR known.lifted_at IS NOT NULL AND EXCLUDED.cause IN ('REFUSED', 'FORGOTTEN')
            """)
        .params(
            logNo,
            stop.cause().name(),
            stop.detail(),
            stop.published().size(),
            stop.published().root().bytes(),
            stop.record(),
            Timestamp.from(stop.since()))
        .update();
  }

  /// Ends a log's stop, in the caller's transaction.
  public void lift(int logNo, Instant at) {
    jdbc.sql("UPDATE signing_stop SET lifted_at = ? WHERE log_no = ?")
        .params(Timestamp.from(at), logNo)
        .update();
  }

  public Optional<SigningStop> find(int logNo) {
    return jdbc.sql(SELECT + "AND log_no = ?").param(logNo).query(SigningStops::stop).optional();
  }

  /// In the order of the policy ids.
  public List<SigningStop> all() {
    return jdbc.sql(SELECT + "ORDER BY policy_id").query(SigningStops::stop).list();
  }

  private static SigningStop stop(ResultSet row, int n) throws SQLException {
    return new SigningStop(
        new PolicyId(row.getString("policy_id")),
        SigningStop.Cause.valueOf(row.getString("cause")),
        row.getString("detail"),
        new TreeHead(row.getLong("published_size"), new Hash(row.getBytes("published_root"))),
        row.getString("record"),
        row.getTimestamp("stopped_at").toInstant());
  }
}
