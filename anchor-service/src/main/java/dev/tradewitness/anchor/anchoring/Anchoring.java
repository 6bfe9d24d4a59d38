package dev.tradewitness.anchor.anchoring;

import dev.tradewitness.anchor.log.Tier;
import dev.tradewitness.anchor.schedule.Round;
import dev.tradewitness.anchor.vitals.Trouble;
import dev.tradewitness.anchor.vitals.TroubleSource;
import dev.tradewitness.common.crypto.Hash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Anchors to every configured target, each in a queue of its own.
public final class Anchoring implements TroubleSource, AutoCloseable {

  /// Wait at the end for submissions under way, and once more for those that were interrupted.
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(Anchoring.class);

  private final List<TargetQueue> queues;
  private final AnchorJobs jobs;
  private final ExecutorService threads;

  Anchoring(List<TargetQueue> queues, AnchorJobs jobs, ExecutorService threads) {
    this.queues = List.copyOf(queues);
    this.jobs = jobs;
    this.threads = threads;
  }

  /// Adds a job for every configured target, in the caller's transaction.
  public void submit(UUID batchId, Hash imprint, Tier tier, Instant closedAt) {
    targets().forEach(target -> submit(target, batchId, imprint, tier, closedAt));
  }

  /// Adds a job for one target, unless the batch has one, in the caller's transaction.
  public void submit(
      AnchorJob.Target target, UUID batchId, Hash imprint, Tier tier, Instant closedAt) {
    jobs.add(batchId, target, imprint, tier, closedAt);
  }

  /// The configured targets.
  public List<AnchorJob.Target> targets() {
    return queues.stream().map(queue -> queue.target().identity()).toList();
  }

  /// Of every configured target, who runs it.
  public List<Trust> trusts() {
    return targets().stream().map(AnchorJob.Target::trust).toList();
  }

  /// True when there is any target to anchor to.
  public boolean hasTargets() {
    return !queues.isEmpty();
  }

  /// Starts on everything that is due; one target's trouble does not stop the others.
  void work() {
    Round.each(queues, TargetQueue::start);
  }

  /// Says of open jobs whose target is not configured any more that nobody works on them.
  public void nameRemoved() {
    jobs.nameRemoved(targets().stream().map(AnchorJob.Target::name).toList());
  }

  @Override
  public List<Trouble> troubles() {
    return queues.stream().map(TargetQueue::trouble).flatMap(Optional::stream).toList();
  }

  @Override
  public void close() {
    queues.forEach(TargetQueue::close);
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
        if (!threads.awaitTermination(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
          log.atWarn()
              .log("anchor submissions go on; their jobs are taken again after their lease");
        }
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
