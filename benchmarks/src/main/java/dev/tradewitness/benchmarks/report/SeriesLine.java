package dev.tradewitness.benchmarks.report;

import dev.tradewitness.benchmarks.load.Tally;
import dev.tradewitness.benchmarks.watch.Sample;
import java.util.Locale;
import java.util.stream.Collectors;

/// One interval as one line of text.
public final class SeriesLine {
  private static final double BYTES_PER_MIB = 1 << 20;

  private SeriesLine() {}

  public static String of(String phase, Phase.Point point) {
    return "%6.0f s  %-16s %s  %s"
        .formatted(
            point.endSeconds(),
            phase,
            latencies(point.rate(), point.tally()),
            processes(point.sample()));
  }

  private static String latencies(double rate, Tally.Interval tally) {
    return String.format(
        Locale.ROOT,
        "%,8.0f/s  p50 %6.2f  p99 %7.2f  p99.9 %7.2f ms  errors %s",
        rate,
        millis(tally, 50),
        millis(tally, 99),
        millis(tally, 99.9),
        tally.errors().isEmpty() ? "0" : tally.errors());
  }

  private static double millis(Tally.Interval tally, double percentile) {
    return tally.latency().getValueAtPercentile(percentile) / 1e6;
  }

  private static String processes(Sample sample) {
    return "| cores %s | live heap MiB, collections %s | queues %s"
        .formatted(
            sample.processes().stream()
                .map(p -> String.format(Locale.ROOT, "%s %.2f", p.name(), p.cores()))
                .collect(Collectors.joining(" ")),
            sample.processes().stream()
                .filter(p -> p.maxBytes() > 0)
                .map(SeriesLine::heap)
                .collect(Collectors.joining(" ")),
            sample.processes().stream()
                .flatMap(p -> p.queues().entrySet().stream())
                .map(queue -> queue.getKey() + " " + queue.getValue())
                .collect(Collectors.joining(" ")));
  }

  private static String heap(Sample.OfProcess process) {
    return String.format(
        Locale.ROOT,
        "%s %.0f/%.0f %dx%dms",
        process.name(),
        process.liveBytes() / BYTES_PER_MIB,
        process.maxBytes() / BYTES_PER_MIB,
        process.collections(),
        process.pauseMillis());
  }
}
