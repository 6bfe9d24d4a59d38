package dev.tradewitness.anchor.anchoring;

import dev.tradewitness.anchor.log.Tier;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.kit.time.StoredTimes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Anchor jobs in PostgreSQL. Several instances share them: a job is taken under a lease, and only
/// who holds its nonce may finish it.
public final class AnchorJobs {

  private static final String REMOVED = "REMOVED: the target is not configured any more";

  private final JdbcClient jdbc;

  AnchorJobs(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Adds a job that is due now, unless the batch has one for the target.
  void add(UUID batchId, AnchorJob.Target target, Hash imprint, Tier tier, Instant closedAt) {
    jdbc.sql(
            """
            INSERT INTO anchor_job
              (batch_id, target, type, url, trust, imprint, conformance_tier, closed_at, state,
               next_attempt_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'PENDING', ?)
            ON CONFLICT (batch_id, target) DO NOTHING
            """)
        .params(
            batchId,
            target.name(),
            target.type(),
            target.url(),
            target.trust().name(),
            imprint.bytes(),
            tier.name(),
            Timestamp.from(closedAt),
            Timestamp.from(closedAt))
        .update();
  }

  /// Takes the target's job that is due longest, stores the nonce it will be sent with, and holds
  /// it until the lease ends. The job then names the target as it is configured now.
  ///
  /// After the clock was set back, leases and waits that were counted from a later time hold no
  /// job. One whose batch closed at a time that is still to come is left alone until then: no
  /// authority can stamp it before.
  Optional<AnchorJob> take(AnchorJob.Target target, BigInteger nonce, Instant now, Duration lease) {
    Timestamp at = Timestamp.from(now);
    return jdbc.sql(
            """
            UPDATE anchor_job
            SET state = 'SUBMITTED', attempts = attempts + 1, nonce = ?, submitted_at = ?,
                leased_until = ?, type = ?, url = ?, trust = ?
            WHERE job_id = (
              SELECT job_id FROM anchor_job
              WHERE target = ? AND state <> 'CONFIRMED'
                AND ((state <> 'SUBMITTED' AND next_attempt_at <= ?)
                  OR (state = 'SUBMITTED' AND leased_until < ?)
                  OR ((state = 'PENDING' OR submitted_at > ?) AND closed_at <= ?))
              ORDER BY next_attempt_at, job_id LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING *
            """)
        .params(new BigDecimal(nonce), at, Timestamp.from(now.plus(lease)))
        .params(target.type(), target.url(), target.trust().name(), target.name(), at, at)
        .params(Timestamp.from(StoredTimes.latest(now)), at)
        .query(AnchorJobs::job)
        .optional();
  }

  /// False when the lease ran out and somebody else has the job.
  boolean confirm(AnchorJob taken, AnchorReceipt receipt) {
    return jdbc.sql(
                """
                UPDATE anchor_job
                SET state = 'CONFIRMED', confirmed_at = ?, stamped_at = ?, proof = ?, ca_pem = ?,
                    error = '', leased_until = NULL
                WHERE job_id = ? AND state = 'SUBMITTED' AND nonce = ?
                """)
            .params(
                Timestamp.from(receipt.confirmedAt()),
                Timestamp.from(receipt.stampedAt()),
                receipt.proof(),
                receipt.caPem(),
                taken.jobId())
            .param(decimal(taken.nonce()))
            .update()
        == 1;
  }

  /// False when the lease ran out and somebody else has the job.
  boolean fail(AnchorJob taken, String error, Instant nextAttemptAt) {
    return jdbc.sql(
                """
                UPDATE anchor_job
                SET state = 'FAILED', error = ?, next_attempt_at = ?, leased_until = NULL
                WHERE job_id = ? AND state = 'SUBMITTED' AND nonce = ?
                """)
            .params(error, Timestamp.from(nextAttemptAt), taken.jobId())
            .param(decimal(taken.nonce()))
            .update()
        == 1;
  }

  /// Gives a job back that was taken and not finished: it is due now.
  void release(AnchorJob taken, Instant now) {
    jdbc.sql(
            """
            UPDATE anchor_job SET state = 'PENDING', next_attempt_at = ?, leased_until = NULL
            WHERE job_id = ? AND state = 'SUBMITTED' AND nonce = ?
            """)
        .params(Timestamp.from(now), taken.jobId())
        .param(decimal(taken.nonce()))
        .update();
  }

  /// Makes jobs that wait for their next attempt due now.
  public void hasten(Collection<UUID> batchIds, Instant now) {
    jdbc.sql(
            """
            UPDATE anchor_job SET next_attempt_at = ?
            WHERE state IN ('PENDING', 'FAILED') AND batch_id = ANY (?::uuid[])
            """)
        .params(Timestamp.from(now), array(batchIds))
        .update();
  }

  /// The same for all jobs.
  public void hastenAll(Instant now) {
    Timestamp at = Timestamp.from(now);
    jdbc.sql(
            """
            UPDATE anchor_job SET next_attempt_at = ?
            WHERE state <> 'CONFIRMED' AND state <> 'SUBMITTED' AND next_attempt_at > ?
            """)
        .params(at, at)
        .update();
  }

  /// Sets the error of open jobs whose target is none of these.
  void nameRemoved(Collection<String> targets) {
    jdbc.sql(
            """
            UPDATE anchor_job SET error = ?
            WHERE state <> 'CONFIRMED' AND state <> 'SUBMITTED' AND error <> ?
              AND target <> ALL (?::text[])
            """)
        .params(REMOVED, REMOVED, targets.toArray(String[]::new))
        .update();
  }

  Optional<AnchorJob> find(long jobId) {
    return jdbc.sql("SELECT * FROM anchor_job WHERE job_id = ?")
        .param(jobId)
        .query(AnchorJobs::job)
        .optional();
  }

  /// The jobs of a batch in a fixed order: their place is the place in the record's `anchors`.
  public List<AnchorJob> ofBatch(UUID batchId) {
    return jdbc.sql("SELECT * FROM anchor_job WHERE batch_id = ? ORDER BY job_id")
        .param(batchId)
        .query(AnchorJobs::job)
        .list();
  }

  /// The same for several batches in one read.
  public Map<UUID, List<AnchorJob>> ofBatches(Collection<UUID> batchIds) {
    return jdbc
        .sql("SELECT * FROM anchor_job WHERE batch_id = ANY (?::uuid[]) ORDER BY job_id")
        .param(array(batchIds))
        .query(AnchorJobs::job)
        .list()
        .stream()
        .collect(java.util.stream.Collectors.groupingBy(AnchorJob::batchId));
  }

  /// Jobs that are not confirmed, by state; states without one are absent.
  public Map<JobState, Long> openCounts() {
    var counts = new java.util.EnumMap<JobState, Long>(JobState.class);
    jdbc.sql("SELECT state, count(*) FROM anchor_job WHERE state <> 'CONFIRMED' GROUP BY state")
        .query(row -> {
          counts.put(JobState.valueOf(row.getString(1)), row.getLong(2));
        });
    return counts;
  }

  private static String[] array(Collection<UUID> ids) {
    return ids.stream().map(UUID::toString).toArray(String[]::new);
  }

  private static @Nullable BigDecimal decimal(@Nullable BigInteger nonce) {
    return nonce == null ? null : new BigDecimal(nonce);
  }

  private static AnchorJob job(ResultSet row, int n) throws SQLException {
    BigDecimal nonce = row.getBigDecimal("nonce");
    Timestamp submitted = row.getTimestamp("submitted_at");
    return new AnchorJob(
        row.getLong("job_id"),
        row.getObject("batch_id", UUID.class),
        new AnchorJob.Target(
            row.getString("target"),
            row.getString("type"),
            row.getString("url"),
            Trust.valueOf(row.getString("trust"))),
        new Hash(row.getBytes("imprint")),
        Tier.valueOf(row.getString("conformance_tier")),
        row.getTimestamp("closed_at").toInstant(),
        JobState.valueOf(row.getString("state")),
        row.getInt("attempts"),
        nonce == null ? null : nonce.toBigInteger(),
        submitted == null ? null : submitted.toInstant(),
        receipt(row),
        row.getString("error"));
  }

  private static @Nullable AnchorReceipt receipt(ResultSet row) throws SQLException {
    byte[] proof = row.getBytes("proof");
    return proof == null
        ? null
        : new AnchorReceipt(
            row.getTimestamp("confirmed_at").toInstant(),
            row.getTimestamp("stamped_at").toInstant(),
            proof,
            row.getString("ca_pem"));
  }
}
