package dev.tradewitness.benchmarks.firstminute;

import dev.tradewitness.benchmarks.report.Phase;
import java.util.List;

/// When a load reached most of the rate at which it ended.
final class Steady {
  static final double SHARE = 0.8;

  private Steady() {}

  /// The mean of the series' last quarter, in answers a second; 0 for an empty series.
  static double rate(List<Phase.Point> series) {
    int quarter = Math.max(1, series.size() / 4);
    return series.subList(Math.max(0, series.size() - quarter), series.size()).stream()
        .mapToDouble(Phase.Point::rate)
        .average()
        .orElse(0);
  }

  /// Seconds from the beginning to the end of the first interval with at least [#SHARE] of the
  /// steady rate; infinite for an empty series.
  static double reachedSeconds(List<Phase.Point> series) {
    double wanted = SHARE * rate(series);
    return series.stream()
        .filter(point -> point.rate() >= wanted)
        .mapToDouble(Phase.Point::endSeconds)
        .findFirst()
        .orElse(Double.POSITIVE_INFINITY);
  }
}
