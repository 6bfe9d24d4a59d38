package dev.tradewitness.benchmarks.impact;

import dev.tradewitness.benchmarks.load.Tally;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// All blocks of a condition that count, together.
record Total(
    Condition condition,
    Histogram latency,
    Histogram late,
    Histogram service,
    Histogram call,
    Map<String, Long> errors,
    double cpuMicrosPerOrder,
    long collectionMillis) {

  static Total of(Condition condition, List<Block> blocks) {
    var latency = Tally.emptyHistogram();
    var late = Tally.emptyHistogram();
    var service = Tally.emptyHistogram();
    var call = Tally.emptyHistogram();
    var errors = new TreeMap<String, Long>();
    long cpuNanos = 0;
    long collectionMillis = 0;
    for (var block : blocks) {
      if (block.counts() && block.condition() == condition) {
        latency.add(block.latency());
        late.add(block.late());
        service.add(block.server().service());
        call.add(block.server().call());
        block.errors().forEach((code, count) -> errors.merge(code, count, Long::sum));
        cpuNanos += block.server().cpuNanos();
        collectionMillis += block.server().collectionMillis();
      }
    }
    long orders = service.getTotalCount();
    return new Total(
        condition,
        latency,
        late,
        service,
        call,
        errors,
        orders == 0 ? 0 : cpuNanos / 1e3 / orders,
        collectionMillis);
  }
}
