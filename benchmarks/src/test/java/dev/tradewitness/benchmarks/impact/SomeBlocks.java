package dev.tradewitness.benchmarks.impact;

import dev.tradewitness.benchmarks.load.Tally;
import dev.tradewitness.benchmarks.orderserver.ServerFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// Blocks in which every order takes the same time.
final class SomeBlocks {
  private static final int ORDERS = 100;

  private final List<Block> blocks = new ArrayList<>();

  /// @param micros of each order
  SomeBlocks add(Condition condition, int round, long micros) {
    return add(condition, round, micros, Map.of());
  }

  SomeBlocks add(Condition condition, int round, long micros, Map<String, Long> errors) {
    blocks.add(
        new Block(
            condition,
            round,
            histogram(micros),
            histogram(1),
            errors,
            new ServerFigures(
                histogram(micros / 2), Tally.emptyHistogram(), micros * ORDERS * 100, 0)));
    return this;
  }

  List<Block> list() {
    return blocks;
  }

  static Histogram histogram(long micros) {
    var histogram = Tally.emptyHistogram();
    histogram.recordValueWithCount(micros * 1_000, ORDERS);
    return histogram;
  }
}
