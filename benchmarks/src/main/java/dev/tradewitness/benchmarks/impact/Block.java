package dev.tradewitness.benchmarks.impact;

import dev.tradewitness.benchmarks.orderserver.ServerFigures;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// One block as it was measured.
///
/// @param round 0 for the one that does not count
/// @param latency from the moment an order was due to its answer, nanoseconds
/// @param late from the moment an order was due until it was written, which is part of the latency
record Block(
    Condition condition,
    int round,
    Histogram latency,
    Histogram late,
    Map<String, Long> errors,
    ServerFigures server) {

  boolean counts() {
    return round > 0;
  }

  long errorCount() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }
}
