package dev.tradewitness.vpin.vitals;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.OptionalDouble;
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

  /// Counted since the start, or over an interval.
  ///
  /// @param processingNanos spent from bytes to state, over all messages
  /// @param latencyNanos from the arrival of each message's poll to its commit, over all messages
  public record Totals(
      long consumed,
      long repeated,
      long trades,
      long metrics,
      long published,
      long refused,
      long processingErrors,
      long processingNanos,
      long latencyNanos) {

    static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// What was counted since `former`.
    Totals since(Totals former) {
      return new Totals(
          consumed - former.consumed,
          repeated - former.repeated,
          trades - former.trades,
          metrics - former.metrics,
          published - former.published,
          refused - former.refused,
          processingErrors - former.processingErrors,
          processingNanos - former.processingNanos,
          latencyNanos - former.latencyNanos);
    }

    /// From bytes to state, per message; empty when there was none.
    OptionalDouble averageProcessingMicros() {
      return average(processingNanos / 1e3);
    }

    /// From a poll's arrival to its commit, per message; empty when there was none.
    OptionalDouble averageLatencyMillis() {
      return average(latencyNanos / 1e6);
    }

    private OptionalDouble average(double sum) {
      return consumed == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / consumed);
    }
  }

  public Totals totals() {
    return new Totals(
        (long) consumed.count(),
        (long) repeated.count(),
        (long) trades.count(),
        (long) metrics.count(),
        (long) published.count(),
        (long) refusals.values().stream().mapToDouble(Counter::count).sum(),
        (long) processingErrors.count(),
        (long) processingNanos.count(),
        (long) latencyNanos.count());
  }

  /// Refused messages by reason.
  public Map<String, Long> refusals() {
    var counts = new TreeMap<String, Long>();
    refusals.forEach((reason, counter) -> counts.put(reason, (long) counter.count()));
    return counts;
  }
}
