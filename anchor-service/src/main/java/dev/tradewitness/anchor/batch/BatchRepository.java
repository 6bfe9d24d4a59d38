package dev.tradewitness.anchor.batch;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface BatchRepository extends Repository<Batch, UUID>, JpaSpecificationExecutor<Batch> {

  Optional<Batch> findById(UUID batchId);

  Optional<Batch> findFirstByLogNoOrderByLastSequenceDesc(int logNo);

  Optional<Batch> findFirstByLogNoAndLastSequenceGreaterThanEqualOrderByLastSequence(
      int logNo, long sequence);

  List<Batch>
      findByLogNoAndLastSequenceGreaterThanEqualAndFirstSequenceLessThanEqualOrderByFirstSequence(
          int logNo, long from, long to);

  List<Batch> findByPolicyIdAndStatus(String policyId, BatchStatus status);

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

  @Query(
      """
      SELECT batch.logNo AS logNo, max(batch.closedAt) AS closedAt, max(batch.anchoredAt) AS anchoredAt,
             count(batch) AS batches
      FROM Batch batch GROUP BY batch.logNo
      """)
  List<LastBatches> last();

  /// One row of [#last].
  interface LastBatches {
    int getLogNo();

    Instant getClosedAt();

    @org.jspecify.annotations.Nullable
    Instant getAnchoredAt();

    long getBatches();
  }
}
