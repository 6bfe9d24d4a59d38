package dev.tradewitness.benchmarks.impact;

import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/// A figure of a block, in microseconds.
enum Figure {
  P50("p50", block -> percentile(block.latency(), 50)),
  P90("p90", block -> percentile(block.latency(), 90)),
  P99("p99", block -> percentile(block.latency(), 99)),
  MEAN("mean", block -> block.latency().getMean() / 1e3),
  SERVICE_P50("service p50", block -> percentile(block.server().service(), 50)),
  SERVICE_P99("service p99", block -> percentile(block.server().service(), 99)),
  CPU("CPU an order", block -> block.server().cpuMicrosPerOrder());

  private final String word;
  private final ToDoubleFunction<Block> figure;

  Figure(String word, ToDoubleFunction<Block> figure) {
    this.word = word;
    this.figure = figure;
  }

  String word() {
    return word;
  }

  double micros(Block block) {
    return figure.applyAsDouble(block);
  }

  static double percentile(Histogram nanos, double percentile) {
    return nanos.getValueAtPercentile(percentile) / 1e3;
  }
}
