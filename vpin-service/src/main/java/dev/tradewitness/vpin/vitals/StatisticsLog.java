package dev.tradewitness.vpin.vitals;

import dev.tradewitness.vpin.vitals.Vitals.Totals;
import java.util.Locale;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the statistics every 30 s, in the shape that operators of VPIN processors know. Counts
/// run since the start. Averages are those of the time since the last statistics, with the average
/// since the start behind: that one still has the first, slow seconds in it. Not for use by several
/// threads.
class StatisticsLog {

  private static final Logger log = LoggerFactory.getLogger(StatisticsLog.class);

  private final Vitals vitals;
  private Totals former = Totals.NONE;

  StatisticsLog(Vitals vitals) {
    this.vitals = vitals;
  }

  void write() {
    log.info("{}", next());
  }

  /// The statistics; the next ones begin their averages here.
  String next() {
    Totals totals = vitals.totals();
    Totals recent = totals.since(former);
    former = totals;
    Long lag = vitals.progress().lag();
    return String.format(
        Locale.ROOT,
        """
        === VPIN Processor Statistics ===
        Engine:
          Trades processed: %,d
          Metrics emitted: %,d
          Active symbols: %,d
          Avg processing time: %s

        Kafka Consumer:
          Messages consumed: %,d
          Messages produced: %,d
          Parse errors: %,d
          Processing errors: %,d
          Avg latency: %s
          Repeated messages dropped: %,d
          Lag: %s
        """,
        totals.trades(),
        totals.metrics(),
        vitals.progress().pairs(),
        average(recent.averageProcessingMicros(), totals.averageProcessingMicros(), "μs"),
        totals.consumed(),
        totals.published(),
        totals.refused(),
        totals.processingErrors(),
        average(recent.averageLatencyMillis(), totals.averageLatencyMillis(), "ms"),
        totals.repeated(),
        lag == null ? "unknown" : String.format(Locale.ROOT, "%,d", lag));
  }

  private static String average(OptionalDouble recent, OptionalDouble total, String unit) {
    return "%s (since start: %s)".formatted(average(recent, unit), average(total, unit));
  }

  private static String average(OptionalDouble value, String unit) {
    return value.isEmpty()
        ? "no messages"
        : String.format(Locale.ROOT, "%.1f %s", value.getAsDouble(), unit);
  }
}
