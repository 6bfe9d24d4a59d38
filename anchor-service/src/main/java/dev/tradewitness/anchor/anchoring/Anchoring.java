package dev.tradewitness.anchor.anchoring;

import dev.tradewitness.anchor.anchoring.rfc3161.StampOutcome;
import dev.tradewitness.anchor.anchoring.rfc3161.TimeStampAuthority;
import dev.tradewitness.anchor.log.Tier;
import dev.tradewitness.common.crypto.Hash;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.transaction.support.TransactionOperations;

/// Takes due jobs, asks their targets, and keeps what passed every check. Any number of instances
/// may run.
public final class Anchoring {

  private static final Logger log = LoggerFactory.getLogger(Anchoring.class);
  private static final int NONCE_BITS = 64;

  private final Map<String, TimeStampAuthority> authorities;
  private final AnchorJobs jobs;
  private final AnchoringProperties settings;
  private final TransactionOperations transactions;
  private final ObjectProvider<AnchorJobListener> listeners;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final Counter confirmed;
  private final DistributionSummary latency;
  private final SecureRandom random = new SecureRandom();

  Anchoring(
      Map<String, TimeStampAuthority> authorities,
      AnchorJobs jobs,
      AnchoringProperties settings,
      TransactionOperations transactions,
      ObjectProvider<AnchorJobListener> listeners,
      InstantSource clock,
      MeterRegistry meters) {
    this.authorities = authorities;
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

  /// Adds a job for every configured target, in the caller's transaction.
  public void submit(UUID batchId, Hash imprint, Tier tier, Instant closedAt) {
    for (TimeStampAuthority authority : authorities.values()) {
      jobs.add(
          batchId,
          new AnchorJob.Target(
              authority.name(), "RFC3161", authority.url().toString(), authority.trust()),
          imprint,
          tier,
          closedAt);
    }
  }

  /// True when there is any target to anchor to.
  public boolean hasTargets() {
    return !authorities.isEmpty();
  }

  /// Works through everything that is due.
  void work() {
    List<AnchorJob> taken = take();
    while (!taken.isEmpty()) {
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        taken.forEach(job -> threads.execute(() -> attempt(job)));
      }
      taken = take();
    }
  }

  private List<AnchorJob> take() {
    var taken = new ArrayList<AnchorJob>();
    while (taken.size() < settings.jobsAtOnce()) {
      var job = jobs.take(new BigInteger(NONCE_BITS, random), now(), lease());
      if (job.isEmpty()) {
        break;
      }
      taken.add(job.get());
    }
    return taken;
  }

  /// Longer than any request can take, so that a lease that ran out means a dead instance.
  private Duration lease() {
    return authorities.values().stream()
        .map(TimeStampAuthority::timeout)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO)
        .plusSeconds(30);
  }

  private void attempt(AnchorJob job) {
    try {
      finish(job, ask(job));
    } catch (RuntimeException e) {
      // The lease runs out and the job is taken again: nothing is lost.
      log.atError().addKeyValue("jobId", job.jobId()).setCause(e).log("anchor job broke off");
    }
  }

  private StampOutcome ask(AnchorJob job) {
    TimeStampAuthority authority = authorities.get(job.target().name());
    BigInteger nonce = job.nonce();
    if (authority == null || nonce == null) {
      return new StampOutcome.Unreachable("the target is not configured any more");
    }
    return authority.stamp(job.imprint(), nonce, job.closedAt());
  }

  private void finish(AnchorJob job, StampOutcome outcome) {
    String target = job.target().name();
    switch (outcome) {
      case StampOutcome.Stamped stamped -> {
        var receipt =
            new AnchorReceipt(now(), stamped.genTime(), stamped.response(), stamped.caPem());
        if (tell(job, () -> jobs.confirm(job, receipt))) {
          confirmed.increment();
          latency.record(Duration.between(job.closedAt(), now()).toNanos() / 1e9);
          log.atInfo()
              .addKeyValue("batchId", job.batchId())
              .addKeyValue("target", target)
              .log("batch anchored");
        }
      }
      case StampOutcome.Refused refused -> failed(job, "REFUSED", refused.reason());
      case StampOutcome.Unreachable away -> failed(job, "UNREACHABLE", away.reason());
    }
  }

  private void failed(AnchorJob job, String kind, String reason) {
    Duration wait = settings.backoff(job.tier()).after(job.attempts());
    tell(job, () -> jobs.fail(job, kind + ": " + reason, now().plus(wait)));
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

  private boolean tell(AnchorJob job, java.util.function.BooleanSupplier change) {
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
