package dev.tradewitness.vpin.vitals;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the statistics every 30 s, in the shape that operators of VPIN processors know.
class StatisticsLog {

  private static final Logger log = LoggerFactory.getLogger(StatisticsLog.class);

  private final Vitals vitals;

  StatisticsLog(Vitals vitals) {
    this.vitals = vitals;
  }

  void write() {
    log.info("{}", text());
  }

  String text() {
    Vitals.Totals totals = vitals.totals();
    Long lag = vitals.progress().lag();
    return String.format(
        Locale.ROOT,
        """
        === VPIN Processor Statistics ===
        Engine:
          Trades processed: %,d
          Metrics emitted: %,d
          Active symbols: %,d
          Avg processing time: %.1f μs

        Kafka Consumer:
          Messages consumed: %,d
          Messages produced: %,d
          Parse errors: %,d
          Processing errors: %,d
          Avg latency: %.1f ms
          Repeated messages dropped: %,d
          Lag: %s
        """,
        totals.trades(),
        totals.metrics(),
        vitals.progress().pairs(),
        totals.averageProcessingMicros(),
        totals.consumed(),
        totals.published(),
        totals.refused(),
        totals.processingErrors(),
        totals.averageLatencyMillis(),
        totals.repeated(),
        lag == null ? "unknown" : String.format(Locale.ROOT, "%,d", lag));
  }
}
