package dev.tradewitness.anchor.batch;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.query.Param;

interface BatchRepository extends Repository<Batch, UUID>, JpaSpecificationExecutor<Batch> {

  Optional<Batch> findById(UUID batchId);

  Optional<Batch> findFirstByLogNoOrderByLastSequenceDesc(int logNo);

  Optional<Batch> findFirstByLogNoAndLastSequenceGreaterThanEqualOrderByLastSequence(
      int logNo, long sequence);

  List<Batch>
      findByLogNoAndLastSequenceGreaterThanEqualAndFirstSequenceLessThanEqualOrderByFirstSequence(
          int logNo, long from, long to);

  @Query(
      """
      SELECT batch.batchId FROM Batch batch
      WHERE batch.policyId = :policyId
        AND batch.status = dev.tradewitness.anchor.batch.BatchStatus.PENDING
      """)
  List<UUID> pendingIds(@Param("policyId") String policyId);

  /// Per log: batches that wait for an anchor and when the first event of the oldest was received.
  @Query(
      """
      SELECT batch.logNo AS logNo, count(batch) AS pending, min(batch.firstEventAt) AS oldest
      FROM Batch batch
      WHERE batch.status = dev.tradewitness.anchor.batch.BatchStatus.PENDING
      GROUP BY batch.logNo
      """)
  List<PendingBatches> pending();

  /// One row of [#pending].
  interface PendingBatches {
    int getLogNo();

    long getPending();

    Instant getOldest();
  }

  /// Batches without a job for a target that wait for an anchor, oldest first.
  @Query(
      value =
          """
          SELECT * FROM batch
          WHERE status = 'PENDING' AND NOT EXISTS (
            SELECT 1 FROM anchor_job job WHERE job.batch_id = batch.batch_id AND job.target = :target)
          ORDER BY closed_at LIMIT :limit
          """,
      nativeQuery = true)
  List<Batch> pendingWithout(@Param("target") String target, @Param("limit") int limit);

  /// Per log, when the first event of the oldest batch was received that waits for an EXTERNAL
  /// anchor.
  @Query(
      """
      SELECT batch.logNo AS logNo, min(batch.firstEventAt) AS oldest FROM Batch batch
      WHERE batch.awaitsExternal = true GROUP BY batch.logNo
      """)
  List<AwaitingBatches> awaitingExternal();

  /// One row of [#awaitingExternal].
  interface AwaitingBatches {
    int getLogNo();

    Instant getOldest();
  }

  @Modifying
  @Query("UPDATE Batch batch SET batch.awaitsExternal = true WHERE batch.batchId IN :batchIds")
  void awaitExternal(@Param("batchIds") Collection<UUID> batchIds);

  List<Batch> findByBatchIdIn(Collection<UUID> batchIds);
}
