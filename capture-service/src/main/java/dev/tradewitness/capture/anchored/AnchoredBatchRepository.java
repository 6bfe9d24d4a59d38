package dev.tradewitness.capture.anchored;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface AnchoredBatchRepository extends Repository<AnchoredBatch, String> {

  Optional<AnchoredBatch> findById(String batchId);

  AnchoredBatch save(AnchoredBatch batch);

  /// Batches that overlap a range of one stream.
  @Query(
      """
      select b from AnchoredBatch b
      where b.policyId = :policyId and b.firstSequence <= :last and b.lastSequence >= :first
      """)
  List<AnchoredBatch> overlapping(String policyId, long first, long last);

  Optional<AnchoredBatch> findFirstByClosedAtNotNullOrderByClosedAtDesc();

  Optional<AnchoredBatch> findFirstByAnchoredAtNotNullOrderByAnchoredAtDesc();

  /// How many events are in closed batches. The records say so and may lie: their sum is a numeric
  /// in PostgreSQL, and is cut to what a long holds.
  @Query(
      nativeQuery = true,
      value =
          """
          select cast(least(coalesce(sum(last_sequence - first_sequence + 1), 0), 9223372036854775807) as bigint)
          from anchored_batch
          """)
  long eventsInBatches();
}
