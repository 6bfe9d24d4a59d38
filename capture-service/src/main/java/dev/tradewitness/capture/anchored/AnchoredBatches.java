package dev.tradewitness.capture.anchored;

import dev.tradewitness.capture.stream.StoredEvent;
import dev.tradewitness.capture.stream.StreamPosition;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.transaction.support.TransactionTemplate;

/// Keeps the newest description of each batch. Taking one again changes nothing; a batch that is
/// anchored never becomes less than that by an older description that comes late.
public class AnchoredBatches {

  private final AnchoredBatchRepository batches;
  private final TransactionTemplate transaction;

  AnchoredBatches(AnchoredBatchRepository batches, TransactionTemplate transaction) {
    this.batches = batches;
    this.transaction = transaction;
  }

  /// All of them or none.
  ///
  /// @param next offset behind them of each partition that they came from
  public void take(List<BatchDescription> descriptions, Map<Integer, Long> next) {
    transaction.executeWithoutResult(_ -> {
      descriptions.forEach(this::take);
      next.forEach(batches::setPosition);
    });
  }

  /// Up to which offset the records of each partition are here. A database that was put back to an
  /// older state has forgotten what its group has read since.
  public Positions positions() {
    return new Positions(
        batches.positions().stream()
            .collect(
                Collectors.toMap(
                    AnchoredBatchRepository.Position::getPartition,
                    AnchoredBatchRepository.Position::getNextOffset)),
        !batches.hasBatches());
  }

  /// @param next by partition
  /// @param isEmpty whether there is no batch here
  public record Positions(Map<Integer, Long> next, boolean isEmpty) {

    /// Where to read on in a partition of which the group has read up to an offset.
    public long readOn(int partition, long committed) {
      boolean isKnown = isEmpty || !next.isEmpty();
      return isKnown ? Math.min(committed, next.getOrDefault(partition, 0L)) : committed;
    }
  }

  private void take(BatchDescription description) {
    Optional<AnchoredBatch> known = batches.findById(description.batchId());
    boolean older =
        known.isPresent()
            && known.get().status().equals(AnchoredBatch.ANCHORED)
            && !description.status().equals(AnchoredBatch.ANCHORED);
    if (!older) {
      batches.save(new AnchoredBatch(description));
    }
    if (known.isEmpty()) {
      batches.addToTotal(description.lastSequence() - description.firstSequence() + 1);
    }
  }

  /// The record of the newest batch of each stream as it was last heard of.
  ///
  /// @param after streams with names behind this one; empty for the first of all
  public List<String> newestRecords(String after, int limit) {
    return batches.newestRecords(after, limit);
  }

  /// The batches that events are in, by place; an event whose batch has not closed has none.
  public Map<StreamPosition, AnchoredBatch> of(Collection<StoredEvent> events) {
    var found = new HashMap<StreamPosition, AnchoredBatch>();
    Map<String, LongSummaryStatistics> ranges =
        events.stream()
            .collect(
                Collectors.groupingBy(
                    event -> event.at().policyId(),
                    Collectors.summarizingLong(event -> event.at().sequence())));
    ranges.forEach((policyId, range) -> {
      var overlapping = batches.overlapping(policyId, range.getMin(), range.getMax());
      events.stream()
          .map(StoredEvent::at)
          .filter(at -> at.policyId().equals(policyId))
          .forEach(at ->
              overlapping.stream()
                  .filter(batch -> holds(batch, at.sequence()))
                  .findFirst()
                  .ifPresent(batch -> found.put(at, batch)));
    });
    return found;
  }

  private static boolean holds(AnchoredBatch batch, long sequence) {
    return batch.firstSequence() <= sequence && sequence <= batch.lastSequence();
  }
}
