package dev.tradewitness.benchmarks.watch;

import java.util.List;
import java.util.Map;

/// All processes over one interval.
public record Sample(List<OfProcess> processes) {

  /// @param cores CPU seconds a second
  /// @param liveBytes heap after the last collection, 0 for a process that is no JVM
  /// @param collections in this interval
  /// @param pauseMillis time spent in them
  /// @param queues at the end of the interval, by the metric's name
  public record OfProcess(
      String name,
      double cores,
      long liveBytes,
      long maxBytes,
      long collections,
      long pauseMillis,
      Map<String, Long> queues) {}
}
