package dev.tradewitness.benchmarks.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/// Latencies and errors of a load. Written by the load's thread; intervals are taken by another.
public final class Tally {
  /// Latencies beyond it count as it.
  public static final long LATENCY_NANOS_MAX = 60_000_000_000L;

  private static final int DIGITS = 3;

  private final Recorder recorder = new Recorder(LATENCY_NANOS_MAX, DIGITS);
  private final Recorder late = new Recorder(LATENCY_NANOS_MAX, DIGITS);
  private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();

  /// What happened since the interval before.
  public record Interval(Histogram latency, Map<String, Long> errors) {

    public long errorCount() {
      return errors.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  public static Histogram emptyHistogram() {
    return new Histogram(LATENCY_NANOS_MAX, DIGITS);
  }

  /// A request that was answered with success.
  public void answered(long nanos) {
    recorder.recordValue(Math.clamp(nanos, 1, LATENCY_NANOS_MAX));
  }

  /// A request was written so long after it was due: the generator's own share of its latency.
  void sent(long lateNanos) {
    late.recordValue(Math.clamp(lateNanos, 1, LATENCY_NANOS_MAX));
  }

  /// Takes and clears how late requests were written; one caller at a time.
  public Histogram late() {
    return late.getIntervalHistogram();
  }

  /// @param code the HTTP status with the problem's code, or what happened instead of an answer
  public void error(String code) {
    errors.computeIfAbsent(code, _ -> new LongAdder()).increment();
  }

  /// Takes and clears; one caller at a time.
  public Interval interval() {
    var counts = new TreeMap<String, Long>();
    errors.forEach((code, adder) -> {
      long count = adder.sumThenReset();
      if (count > 0) {
        counts.put(code, count);
      }
    });
    return new Interval(recorder.getIntervalHistogram(), counts);
  }
}
