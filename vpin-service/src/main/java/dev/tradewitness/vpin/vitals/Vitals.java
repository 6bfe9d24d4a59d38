package dev.tradewitness.vpin.vitals;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Counters and conditions. Written by the features that live them, read by health and statistics;
/// every method may be called by any thread.
public final class Vitals {

  /// How bad a failing part is.
  public enum Severity {
    DEGRADED,
    UNHEALTHY
  }

  /// @param reason one sentence for a person
  public record Condition(Severity severity, String reason) {}

  private final MeterRegistry meters;

  private final Counter consumed;
  private final Counter repeated;
  private final Counter expired;
  private final Counter trades;
  private final Counter metrics;
  private final Counter published;
  private final Counter processingErrors;
  private final Counter processingNanos;
  private final Counter latencyNanos;

  private final Map<String, Counter> refusals = new ConcurrentHashMap<>();
  private final Map<String, Condition> conditions = new ConcurrentHashMap<>();
  private final Progress progress;

  public Vitals(MeterRegistry meters, Progress progress) {
    this.progress = progress;
    this.meters = meters;
    consumed = meters.counter("vpin.messages.consumed");
    repeated = meters.counter("vpin.messages.repeated");
    expired = meters.counter("vpin.messages.expired");
    trades = meters.counter("vpin.trades");
    metrics = meters.counter("vpin.metrics");
    published = meters.counter("vpin.metrics.published");
    processingErrors = meters.counter("vpin.processing.errors");
    processingNanos = meters.counter("vpin.processing.nanos");
    latencyNanos = meters.counter("vpin.commit.latency.nanos");
    Gauge.builder("vpin.pairs", progress, Progress::pairs).register(meters);
    Gauge.builder("vpin.lag", progress, read -> orUnknown(read.lag())).register(meters);
    Gauge.builder("vpin.lag.age", progress, read -> orUnknown(read.lagSeconds()))
        .baseUnit("seconds")
        .register(meters);
    Gauge.builder("vpin.metrics.unpublished", progress, read -> (double) read.unpublished())
        .register(meters);
  }

  private static double orUnknown(@Nullable Number value) {
    return value == null ? Double.NaN : value.doubleValue();
  }

  /// How far the partitions are read.
  public Progress progress() {
    return progress;
  }

  /// One poll was read and committed.
  ///
  /// @param processingNanos spent from bytes to state, over all trades
  /// @param latencyNanos from the poll's arrival to its commit
  public record PollVital(
      int consumed,
      int repeated,
      int trades,
      int metrics,
      long processingNanos,
      long latencyNanos) {}

  public void poll(PollVital poll) {
    consumed.increment(poll.consumed());
    repeated.increment(poll.repeated());
    trades.increment(poll.trades());
    metrics.increment(poll.metrics());
    processingNanos.increment((double) poll.processingNanos());
    latencyNanos.increment((double) poll.latencyNanos() * poll.consumed());
  }

  public void refused(String reason, int messages) {
    refusals
        .computeIfAbsent(
            reason, name -> meters.counter("vpin.messages.refused", Tags.of("reason", name)))
        .increment(messages);
  }

  /// Kafka's retention deleted these before they were read.
  public void expired(long messages) {
    expired.increment((double) messages);
  }

  public void published(int count) {
    published.increment(count);
  }

  public void processingFailed() {
    processingErrors.increment();
  }

  public void failing(String part, Severity severity, String reason) {
    conditions.put(part, new Condition(severity, reason));
  }

  public void well(String part) {
    conditions.remove(part);
  }

  /// What does not work, by part.
  public Map<String, Condition> conditions() {
    return new TreeMap<>(conditions);
  }

  /// @param averageProcessingMicros from bytes to state, per trade
  /// @param averageLatencyMillis from a poll's arrival to its commit, per message
  public record Totals(
      long consumed,
      long repeated,
      long trades,
      long metrics,
      long published,
      long refused,
      long processingErrors,
      double averageProcessingMicros,
      double averageLatencyMillis) {}

  public Totals totals() {
    double messages = consumed.count();
    return new Totals(
        (long) messages,
        (long) repeated.count(),
        (long) trades.count(),
        (long) metrics.count(),
        (long) published.count(),
        (long) refusals.values().stream().mapToDouble(Counter::count).sum(),
        (long) processingErrors.count(),
        messages == 0 ? 0 : processingNanos.count() / messages / 1e3,
        messages == 0 ? 0 : latencyNanos.count() / messages / 1e6);
  }

  /// Refused messages by reason.
  public Map<String, Long> refusals() {
    var counts = new TreeMap<String, Long>();
    refusals.forEach((reason, counter) -> counts.put(reason, (long) counter.count()));
    return counts;
  }
}
