package dev.tradewitness.authorize.journal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/// What the journal counts.
public final class JournalMeters {

  private final MeterRegistry registry;
  private final DistributionSummary groupRows;
  private final Timer commit;
  private final Counter undone;
  private final Counter partitionsLate;
  private final Counter upkeepFailures;
  private final Counter daysRefused;

  public JournalMeters(MeterRegistry registry) {
    this.registry = registry;
    this.groupRows =
        DistributionSummary.builder("authorize.journal.group.rows")
            .description("Rows written by one commit")
            .publishPercentiles(0.5, 0.99)
            .register(registry);
    this.commit =
        Timer.builder("authorize.journal.commit")
            .description("Time of one commit, until PostgreSQL confirmed it")
            .publishPercentiles(0.5, 0.95, 0.99)
            .register(registry);
    this.undone = registry.counter("authorize.journal.rows.undone");
    this.partitionsLate =
        Counter.builder("authorize.journal.partitions.late")
            .description("Groups of rows whose day's partition was not made ahead")
            .register(registry);
    this.upkeepFailures =
        Counter.builder("authorize.journal.upkeep.failures")
            .description("Rounds of making, indexing and dropping partitions that failed")
            .register(registry);
    this.daysRefused =
        Counter.builder("authorize.journal.days.refused")
            .description("Groups of rows whose day is too far from the database's date")
            .register(registry);
  }

  void queue(IntSupplier size) {
    Gauge.builder("authorize.journal.queue.rows", size, IntSupplier::getAsInt)
        .description("Rows waiting for a commit")
        .strongReference(true)
        .register(registry);
  }

  void committed(int rows, long nanos) {
    groupRows.record(rows);
    commit.record(nanos, TimeUnit.NANOSECONDS);
  }

  void commitFailed(String how) {
    registry.counter("authorize.journal.commit.failures", "outcome", how).increment();
  }

  void listenerFailed() {
    registry.counter("authorize.journal.listener.failures").increment();
  }

  void undone(int rows) {
    undone.increment(rows);
  }

  void dayRefused() {
    daysRefused.increment();
  }

  void partitionLate() {
    partitionsLate.increment();
  }

  void upkeepFailed() {
    upkeepFailures.increment();
  }
}
