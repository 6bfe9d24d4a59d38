package dev.tradewitness.benchmarks.impact;

import org.HdrHistogram.Histogram;

/// A figure of a block, in microseconds.
enum Figure {
  P50("p50"),
  P90("p90"),
  P99("p99"),
  MEAN("mean"),
  SERVICE_P50("service p50"),
  SERVICE_P99("service p99"),
  CPU("CPU an order");

  private final String word;

  Figure(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  double micros(Block block) {
    return switch (this) {
      case P50 -> percentile(block.latency(), 50);
      case P90 -> percentile(block.latency(), 90);
      case P99 -> percentile(block.latency(), 99);
      case MEAN -> block.latency().getMean() / 1e3;
      case SERVICE_P50 -> percentile(block.server().service(), 50);
      case SERVICE_P99 -> percentile(block.server().service(), 99);
      case CPU -> block.server().cpuMicrosPerOrder();
    };
  }

  static double percentile(Histogram nanos, double percentile) {
    return nanos.getValueAtPercentile(percentile) / 1e3;
  }
}
