package dev.tradewitness.anchor.anchoring;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.transaction.support.TransactionOperations;

/// Stores what came of a job, with everything that follows from it, and counts it.
final class JobResults {

  private static final Logger log = LoggerFactory.getLogger(JobResults.class);

  private final AnchorJobs jobs;
  private final AnchoringProperties settings;
  private final TransactionOperations transactions;
  private final ObjectProvider<AnchorJobListener> listeners;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final Counter confirmed;
  private final DistributionSummary latency;

  JobResults(
      AnchorJobs jobs,
      AnchoringProperties settings,
      TransactionOperations transactions,
      ObjectProvider<AnchorJobListener> listeners,
      InstantSource clock,
      MeterRegistry meters) {
    this.jobs = jobs;
    this.settings = settings;
    this.transactions = transactions;
    this.listeners = listeners;
    this.clock = clock;
    this.meters = meters;
    // The protocol's plain names: Prometheus makes them vcp_anchor_total and vcp_anchor_latency.
    this.confirmed = meters.counter("vcp.anchor");
    this.latency =
        DistributionSummary.builder("vcp.anchor.latency")
            .description("seconds from a batch's close to its confirmed anchor")
            .publishPercentiles(0.5, 0.95, 0.99)
            .register(meters);
  }

  void store(AnchorJob job, AnchorOutcome outcome) {
    switch (outcome) {
      case AnchorOutcome.Confirmed stamped -> confirmed(job, stamped);
      case AnchorOutcome.Refused refused -> failed(job, "REFUSED", refused.reason());
      case AnchorOutcome.Unreachable away -> failed(job, "UNREACHABLE", away.reason());
    }
  }

  private void confirmed(AnchorJob job, AnchorOutcome.Confirmed stamped) {
    var receipt = new AnchorReceipt(now(), stamped.stampedAt(), stamped.proof(), stamped.caPem());
    if (changed(job, () -> jobs.confirm(job, receipt))) {
      confirmed.increment();
      latency.record(Duration.between(job.closedAt(), now()).toNanos() / 1e9);
      log.atInfo()
          .addKeyValue("batchId", job.batchId())
          .addKeyValue("target", job.target().name())
          .log("batch anchored");
    }
  }

  private void failed(AnchorJob job, String kind, String reason) {
    Duration wait =
        settings
            .backoff(job.tier())
            .after(job.attempts(), ThreadLocalRandom.current().nextDouble());
    changed(job, () -> jobs.fail(job, kind + ": " + reason, now().plus(wait)));
    meters
        .counter(
            "tradewitness.anchor.attempts.failed", "target", job.target().name(), "reason", kind)
        .increment();
    log.atWarn()
        .addKeyValue("batchId", job.batchId())
        .addKeyValue("target", job.target().name())
        .addKeyValue("attempts", job.attempts())
        .addKeyValue("reason", reason)
        .addKeyValue("retryIn", wait)
        .log("anchor attempt failed");
  }

  private boolean changed(AnchorJob job, BooleanSupplier change) {
    return Boolean.TRUE.equals(
        transactions.execute(status -> {
          if (!change.getAsBoolean()) {
            return false;
          }
          jobs.find(job.jobId()).ifPresent(after -> listeners.forEach(each -> each.changed(after)));
          return true;
        }));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
