package dev.tradewitness.anchor.anchoring;

import dev.tradewitness.anchor.vitals.Trouble;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The jobs of one target: so many at once, and none for a while after too many failures. Jobs of
/// other targets do not wait for it. Any number of instances may work on the same queue.
final class TargetQueue {

  private static final Logger log = LoggerFactory.getLogger(TargetQueue.class);
  private static final int NONCE_BITS = 64;

  /// Of so many submissions half may fail, before submissions stop for a while.
  private static final int WINDOW = 10;

  private static final int FAILURES_MIN = 5;

  /// Added to a target's timeout, so that a lease that ran out means a dead instance.
  private static final Duration LEASE_MARGIN = Duration.ofSeconds(30);

  private final AnchorTarget target;
  private final AnchorJobs jobs;
  private final JobResults results;
  private final Executor threads;
  private final InstantSource clock;
  private final Semaphore room;
  private final CircuitBreaker breaker;
  private final SecureRandom random = new SecureRandom();

  private volatile boolean closed;

  TargetQueue(
      AnchorTarget target,
      AnchorJobs jobs,
      JobResults results,
      AnchoringProperties settings,
      Executor threads,
      InstantSource clock) {
    this.target = target;
    this.jobs = jobs;
    this.results = results;
    this.threads = threads;
    this.clock = clock;
    this.room = new Semaphore(settings.jobsAtOnce());
    this.breaker =
        CircuitBreaker.of(
            target.identity().name(),
            CircuitBreakerConfig.custom()
                .slidingWindowSize(WINDOW)
                .minimumNumberOfCalls(FAILURES_MIN)
                .waitDurationInOpenState(settings.openFor())
                .permittedNumberOfCallsInHalfOpenState(1)
                // By the scheduler: otherwise the wall clock ends the wait, which may be set back.
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .recordResult(outcome -> !(outcome instanceof AnchorOutcome.Confirmed))
                .build());
  }

  AnchorTarget target() {
    return target;
  }

  /// Starts on what is due, as far as there is room. Does not wait for the target.
  void start() {
    while (room.tryAcquire()) {
      boolean begun = false;
      try {
        Optional<AnchorJob> job = next();
        if (job.isEmpty()) {
          return;
        }
        threads.execute(() -> work(job.get()));
        begun = true;
      } finally {
        if (!begun) {
          room.release();
        }
      }
    }
  }

  /// Goes on with the next job for as long as there is one that is due.
  private void work(AnchorJob first) {
    try {
      Optional<AnchorJob> job = Optional.of(first);
      while (job.isPresent()) {
        attempt(job.get());
        job = next();
      }
    } catch (RuntimeException e) {
      // The lease runs out and the job is taken again: nothing is lost.
      log.atError()
          .addKeyValue("target", target.identity().name())
          .setCause(e)
          .log("anchor job broke off");
    } finally {
      room.release();
    }
  }

  private Optional<AnchorJob> next() {
    if (closed || !breaker.tryAcquirePermission()) {
      return Optional.empty();
    }
    Optional<AnchorJob> job = Optional.empty();
    try {
      job =
          jobs.take(
              target.identity(),
              new BigInteger(NONCE_BITS, random),
              now(),
              target.timeout().plus(LEASE_MARGIN));
      return job;
    } finally {
      if (job.isEmpty()) {
        breaker.releasePermission();
      }
    }
  }

  private void attempt(AnchorJob job) {
    long begun = System.nanoTime();
    AnchorOutcome outcome;
    try {
      outcome = target.submit(job.imprint(), job.nonceSent(), job.closedAt());
    } catch (RuntimeException e) {
      breaker.onError(System.nanoTime() - begun, TimeUnit.NANOSECONDS, e);
      throw e;
    }
    breaker.onResult(System.nanoTime() - begun, TimeUnit.NANOSECONDS, outcome);
    if (closed && !(outcome instanceof AnchorOutcome.Confirmed)) {
      // The service ends: the next one need not wait for the lease. A connection is not given to
      // an interrupted thread.
      Thread.interrupted();
      jobs.release(job, now());
    } else {
      results.store(job, outcome);
    }
  }

  /// What health says of the target, if anything.
  Optional<Trouble> trouble() {
    return breaker.getState() == CircuitBreaker.State.CLOSED
        ? Optional.empty()
        : Optional.of(
            new Trouble(
                "anchor target " + target.identity().name(),
                "NOT_ANSWERING",
                "%d of its last %d submissions failed; it is asked again one at a time, other targets go on"
                    .formatted(
                        breaker.getMetrics().getNumberOfFailedCalls(),
                        breaker.getMetrics().getNumberOfBufferedCalls())));
  }

  /// Takes no more jobs.
  void close() {
    closed = true;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
