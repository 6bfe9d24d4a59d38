package dev.tradewitness.benchmarks.impact;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// A difference held against the bound that was promised for it.
record Judgement(Difference difference, boolean inPercent, double bound) {
  /// VCP's sidecar overview: "performance impact measured (< 1 % latency)".
  static final double PERCENT_MAX = 1;

  /// A mirrored order: p99 within 1 ms of one that is not mirrored.
  static final double MIRROR_P99_MICROS_MAX = 1_000;

  /// Those of the differences that something was promised for.
  static List<Judgement> of(List<Difference> differences) {
    return differences.stream().flatMap(Judgement::of).toList();
  }

  private static Stream<Judgement> of(Difference difference) {
    var comparison = difference.comparison();
    var figure = difference.figure();
    boolean promised =
        (comparison.equals(Comparison.CLIENT) || comparison.equals(Comparison.MIRROR))
            && (figure == Figure.P50 || figure == Figure.P99);
    if (!promised) {
      return Stream.of();
    }
    var percent = new Judgement(difference, true, PERCENT_MAX);
    return comparison.equals(Comparison.MIRROR) && figure == Figure.P99
        ? Stream.of(percent, new Judgement(difference, false, MIRROR_P99_MICROS_MAX))
        : Stream.of(percent);
  }

  Estimate estimate() {
    return inPercent ? difference.percent() : difference.micros();
  }

  Verdict verdict() {
    return Verdict.of(estimate(), bound);
  }

  String text() {
    var estimate = estimate();
    var unit = inPercent ? "%" : "µs";
    return String.format(
        Locale.ROOT,
        "%-16s %s %+.1f %s (%+.1f to %+.1f): %s",
        difference.comparison().word(),
        difference.figure().word(),
        estimate.median(),
        unit,
        estimate.low(),
        estimate.high(),
        verdict().text("%.0f %s".formatted(bound, unit), unit));
  }
}
