package dev.tradewitness.capture.anchored;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface AnchoredBatchRepository extends Repository<AnchoredBatch, String> {

  Optional<AnchoredBatch> findById(String batchId);

  AnchoredBatch save(AnchoredBatch batch);

  /// Batches of one stream that overlap a range, found from the range's two ends: batches of a
  /// stream follow one another.
  @Query(
      nativeQuery = true,
      value =
          """
          select * from anchored_batch
          where policy_id = :policyId and first_sequence <= :last and last_sequence >= :first
            and last_sequence <= coalesce(
              (select last_sequence from anchored_batch
               where policy_id = :policyId and last_sequence >= :last
               order by last_sequence limit 1), 9223372036854775807)
          order by last_sequence limit 1000
          """)
  List<AnchoredBatch> overlapping(String policyId, long first, long last);

  /// The record of the newest batch of each stream behind `after`, in the order of the names. The
  /// names of streams have another collation than those of batches: without naming the latter, the
  /// index would not be used.
  @Query(
      nativeQuery = true,
      value =
          """
          select newest.record from stream
          cross join lateral (
            select record from anchored_batch
            where anchored_batch.policy_id = stream.policy_id collate "default"
            order by last_sequence desc limit 1) newest
          where stream.policy_id > :after
          order by stream.policy_id limit :limit
          """)
  List<String> newestRecords(String after, int limit);

  /// A batch was heard of for the first time. Records may lie: what a long cannot hold is cut.
  @Modifying
  @Query(
      nativeQuery = true,
      value =
          """
          update anchored_total
          set events = cast(least(cast(events as numeric) + :events, 9223372036854775807) as bigint)
          """)
  void addToTotal(long events);

  /// Partition of `vcp.anchors` and the offset up to which its records were taken.
  interface Position {
    int getPartition();

    long getNextOffset();
  }

  @Query(
      nativeQuery = true,
      value = "select partition, next_offset as \"nextOffset\" from anchored_position")
  List<Position> positions();

  @Query(nativeQuery = true, value = "select exists (select from anchored_batch)")
  boolean hasBatches();

  @Modifying
  @Query(
      nativeQuery = true,
      value =
          """
          insert into anchored_position (partition, next_offset) values (:partition, :next)
          on conflict (partition) do update set next_offset = excluded.next_offset
          """)
  void setPosition(int partition, long next);
}
