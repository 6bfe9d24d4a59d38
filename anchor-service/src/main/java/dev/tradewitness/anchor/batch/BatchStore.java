package dev.tradewitness.anchor.batch;

import dev.tradewitness.anchor.anchoring.AnchorJob;
import dev.tradewitness.anchor.anchoring.AnchorJobListener;
import dev.tradewitness.anchor.anchoring.AnchorJobs;
import dev.tradewitness.anchor.anchoring.JobState;
import dev.tradewitness.common.event.PolicyId;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.criteria.Predicate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.domain.Specification;

/// Closed batches: where they are kept, what is asked of them, and what a confirmed anchor changes.
public final class BatchStore implements AnchorJobListener {

  private final BatchRepository repository;
  private final EntityManager entities;
  private final AnchorJobs jobs;
  private final AnchorMessages messages;
  private final BatchTotals totals;

  BatchStore(
      BatchRepository repository,
      EntityManager entities,
      AnchorJobs jobs,
      AnchorMessages messages,
      BatchTotals totals) {
    this.repository = repository;
    this.entities = entities;
    this.jobs = jobs;
    this.messages = messages;
    this.totals = totals;
  }

  /// Inserts at once, not at commit: anchor jobs refer to the row.
  void insert(Batch batch) {
    entities.persist(batch);
    entities.flush();
    totals.closed(batch);
  }

  void announce(Batch batch) {
    messages.add(batch.policyId(), BatchRecords.of(batch, jobs.ofBatch(batch.batchId())));
  }

  /// A confirmed anchor makes the batch anchored. Told to the world: every confirmation, and the
  /// first failure of a job.
  @Override
  public void changed(AnchorJob job) {
    Batch batch = entities.find(Batch.class, job.batchId(), LockModeType.PESSIMISTIC_WRITE);
    if (batch == null) {
      throw new IllegalStateException("job %d is of no batch".formatted(job.jobId()));
    }
    if (job.state() == JobState.CONFIRMED && job.receipt() != null) {
      batch.anchored(job.target().trust(), job.receipt().confirmedAt());
      entities.flush();
      totals.confirmed(batch);
      announce(batch);
    } else if (job.attempts() == 1) {
      announce(batch);
    }
  }

  public Optional<Batch> find(UUID batchId) {
    return repository.findById(batchId);
  }

  public Optional<Batch> last(int logNo) {
    return repository.findFirstByLogNoOrderByLastSequenceDesc(logNo);
  }

  /// The closed batch that holds a sequence.
  public Optional<Batch> holding(int logNo, long sequence) {
    return repository
        .findFirstByLogNoAndLastSequenceGreaterThanEqualOrderByLastSequence(logNo, sequence)
        .filter(batch -> batch.firstSequence() <= sequence);
  }

  /// Closed batches that overlap `[from, to]`, in order.
  public List<Batch> overlapping(int logNo, long from, long to) {
    return repository
        .findByLogNoAndLastSequenceGreaterThanEqualAndFirstSequenceLessThanEqualOrderByFirstSequence(
            logNo, from, to);
  }

  public List<UUID> pendingIds(PolicyId policyId) {
    return repository.pendingIds(policyId.value());
  }

  /// Batches that wait for an anchor and have no job for a target, oldest first.
  List<Batch> pendingWithout(String target, int limit) {
    return repository.pendingWithout(target, limit);
  }

  /// Batches without an EXTERNAL anchor are handed to an EXTERNAL target, in the caller's
  /// transaction.
  void awaitExternal(List<Batch> handed) {
    repository.awaitExternal(handed.stream().map(Batch::batchId).toList());
  }

  /// Those of the batches that there are, in no order.
  public List<Batch> findAll(List<UUID> batchIds) {
    return repository.findByBatchIdIn(batchIds);
  }

  /// Confirmed anchor jobs of all batches.
  public long confirmedJobs() {
    return totals.confirmed();
  }

  public List<Batch> list(BatchFilter filter) {
    return repository.findBy(
        matching(filter),
        query ->
            query
                .sortBy(Sort.by(Sort.Direction.DESC, "closedAt", "batchId"))
                .limit(filter.limit())
                .all());
  }

  private static Specification<Batch> matching(BatchFilter filter) {
    Batch after = filter.after();
    return (batch, query, build) -> {
      var conditions = new ArrayList<Predicate>();
      if (filter.policyId() != null) {
        conditions.add(build.equal(batch.get("policyId"), filter.policyId().value()));
      }
      if (filter.from() != null) {
        conditions.add(build.greaterThanOrEqualTo(batch.get("closedAt"), filter.from()));
      }
      if (filter.to() != null) {
        conditions.add(build.lessThan(batch.get("closedAt"), filter.to()));
      }
      if (after != null) {
        conditions.add(
            build.or(
                build.lessThan(batch.get("closedAt"), after.closedAt()),
                build.and(
                    build.equal(batch.get("closedAt"), after.closedAt()),
                    build.lessThan(batch.get("batchId"), after.batchId()))));
      }
      return build.and(conditions.toArray(Predicate[]::new));
    };
  }

  public List<AnchorJob> jobsOf(Batch batch) {
    return jobs.ofBatch(batch.batchId());
  }

  /// What batches of a log stand at.
  ///
  /// @param pending closed but not anchored
  /// @param oldestPendingEventAt first event of the oldest pending batch
  /// @param oldestAwaitingExternalAt first event of the oldest batch that waits for an EXTERNAL
  ///   anchor, whether it has a LOCAL one or not
  public record Summary(
      long batches,
      @Nullable Instant lastClosedAt,
      @Nullable Instant lastAnchoredAt,
      long pending,
      @Nullable Instant oldestPendingEventAt,
      @Nullable Instant oldestAwaitingExternalAt) {}

  /// By log number; a log without batches is absent.
  public Map<Integer, Summary> summaries() {
    Map<Integer, BatchRepository.PendingBatches> pending =
        repository.pending().stream()
            .collect(Collectors.toMap(BatchRepository.PendingBatches::getLogNo, row -> row));
    Map<Integer, Instant> external =
        repository.awaitingExternal().stream()
            .collect(
                Collectors.toMap(
                    BatchRepository.AwaitingBatches::getLogNo,
                    BatchRepository.AwaitingBatches::getOldest));
    var summaries = new HashMap<Integer, Summary>();
    totals
        .all()
        .forEach((logNo, total) ->
            summaries.put(logNo, summary(total, pending.get(logNo), external.get(logNo))));
    return summaries;
  }

  private static Summary summary(
      BatchTotals.Total total,
      BatchRepository.@Nullable PendingBatches pending,
      @Nullable Instant oldestAwaitingExternalAt) {
    return new Summary(
        total.batches(),
        total.lastClosedAt(),
        total.lastAnchoredAt(),
        pending == null ? 0 : pending.getPending(),
        pending == null ? null : pending.getOldest(),
        oldestAwaitingExternalAt);
  }
}
