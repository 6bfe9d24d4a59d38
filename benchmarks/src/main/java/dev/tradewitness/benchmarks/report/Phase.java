package dev.tradewitness.benchmarks.report;

import dev.tradewitness.benchmarks.load.RunningLoad;
import dev.tradewitness.benchmarks.load.Tally;
import dev.tradewitness.benchmarks.watch.Sample;
import dev.tradewitness.benchmarks.watch.Watch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/// Runs one load and takes a point of its series at every interval, so that a decline is seen and
/// not averaged away.
public final class Phase {
  public static final Duration INTERVAL = Duration.ofSeconds(10);

  private Phase() {}

  /// One interval of a phase.
  ///
  /// @param endSeconds since the phase began
  public record Point(double endSeconds, double seconds, Tally.Interval tally, Sample sample) {

    public double rate() {
      return tally.latency().getTotalCount() / seconds;
    }
  }

  /// A phase that has ended.
  ///
  /// @param series whole intervals, and the rest of one when it was at least half as long
  public record Result(
      double seconds, Histogram latency, Map<String, Long> errors, List<Point> series) {

    /// Successful answers a second.
    public double rate() {
      return seconds > 0 ? latency.getTotalCount() / seconds : 0;
    }

    public long errorCount() {
      return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    /// CPU of a process for one successful answer, in microseconds. That of the generator, whose
    /// work is the same at any time, tells how fast the machine was.
    public double cpuMicros(String process) {
      double cores =
          series.stream()
              .flatMap(point -> point.sample().processes().stream())
              .filter(sampled -> sampled.name().equals(process))
              .mapToDouble(Sample.OfProcess::cores)
              .average()
              .orElse(0);
      return rate() > 0 ? cores * 1e6 / rate() : 0;
    }

    public double millis(double percentile) {
      return latency.getValueAtPercentile(percentile) / 1e6;
    }
  }

  /// @param listener is told every point as soon as it is taken
  public static Result run(
      RunningLoad load, Tally tally, Watch watch, Duration interval, Consumer<Point> listener)
      throws IOException, InterruptedException {
    try (var executor =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().name("load").factory())) {
      var collected = new Collected(tally, watch, listener);
      Future<Long> running = executor.submit(load::run);
      try {
        long next = collected.beganNanos + interval.toNanos();
        while (!ended(running, next)) {
          collected.take(interval, true);
          next += interval.toNanos();
        }
        collected.take(interval, false);
        return collected.result();
      } finally {
        load.stop();
      }
    }
  }

  private static boolean ended(Future<Long> running, long untilNanos)
      throws IOException, InterruptedException {
    try {
      running.get(Math.max(1, untilNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException("the load failed", e.getCause());
    }
  }

  /// What the intervals of a phase add up to.
  private static final class Collected {
    private final Tally tally;
    private final Watch watch;
    private final Consumer<Point> listener;
    private final Histogram latency = Tally.emptyHistogram();
    private final Map<String, Long> errors = new TreeMap<>();
    private final List<Point> series = new ArrayList<>();
    private final long beganNanos;
    private long takenNanos;

    Collected(Tally tally, Watch watch, Consumer<Point> listener) {
      this.tally = tally;
      this.watch = watch;
      this.listener = listener;
      watch.begin();
      this.beganNanos = System.nanoTime();
      this.takenNanos = beganNanos;
    }

    void take(Duration interval, boolean whole) {
      var taken = tally.interval();
      long now = System.nanoTime();
      double seconds = (now - takenNanos) / 1e9;
      takenNanos = now;
      latency.add(taken.latency());
      taken.errors().forEach((code, count) -> errors.merge(code, count, Long::sum));
      if (whole || seconds * 2e9 >= interval.toNanos()) {
        var point = new Point((now - beganNanos) / 1e9, seconds, taken, watch.sample());
        series.add(point);
        listener.accept(point);
      }
    }

    Result result() {
      return new Result((takenNanos - beganNanos) / 1e9, latency, errors, series);
    }
  }
}
