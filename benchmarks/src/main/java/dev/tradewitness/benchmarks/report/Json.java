package dev.tradewitness.benchmarks.report;

import dev.tradewitness.benchmarks.load.Pace;
import dev.tradewitness.benchmarks.watch.Sample;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.canonical.JsonValue.JsonNumber;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// Figures as members of an artifact.
public final class Json {
  private static final int FRACTION_DIGITS = 3;

  private Json() {}

  /// A number with three fraction digits.
  public static JsonNumber number(double value) {
    return new JsonNumber(
        BigDecimal.valueOf(value).setScale(FRACTION_DIGITS, RoundingMode.HALF_UP).toPlainString());
  }

  /// Percentiles in milliseconds.
  ///
  /// @param perMilli how many of the histogram's units are a millisecond
  public static JsonObject percentiles(Histogram histogram, double perMilli) {
    return JsonObject.builder()
        .put("p50", number(histogram.getValueAtPercentile(50) / perMilli))
        .put("p95", number(histogram.getValueAtPercentile(95) / perMilli))
        .put("p99", number(histogram.getValueAtPercentile(99) / perMilli))
        .build();
  }

  /// Latencies in nanoseconds, as milliseconds, with their ends.
  public static JsonObject latency(Histogram nanos) {
    long count = nanos.getTotalCount();
    return JsonObject.builder()
        .putAll(percentiles(nanos, 1e6).members())
        .put("p99.9", number(nanos.getValueAtPercentile(99.9) / 1e6))
        .put("min", number(count == 0 ? 0 : nanos.getMinValue() / 1e6))
        .put("max", number(nanos.getMaxValue() / 1e6))
        .build();
  }

  public static JsonObject counts(Map<String, Long> counts) {
    var object = JsonObject.builder();
    counts.forEach(object::put);
    return object.build();
  }

  public static JsonObject pace(Pace pace) {
    return switch (pace) {
      case Pace.Closed(int connections) ->
          JsonObject.builder().put("loop", "closed").put("connections", connections).build();
      case Pace.Open(double rate, int connections) ->
          JsonObject.builder()
              .put("loop", "open")
              .put("connections", connections)
              .put("requests_per_sec", number(rate))
              .build();
    };
  }

  public static JsonObject result(Phase.Result result) {
    return JsonObject.builder()
        .put("completed", result.latency().getTotalCount())
        .put("errors", result.errorCount())
        .put("errors_by_code", counts(result.errors()))
        .put("duration_sec", number(result.seconds()))
        .put("requests_per_sec", number(result.rate()))
        .put("latency_ms", latency(result.latency()))
        .build();
  }

  public static JsonArray series(Phase.Result result) {
    return JsonArray.of(result.series().stream().map(Json::point).toList());
  }

  private static JsonObject point(Phase.Point point) {
    return JsonObject.builder()
        .put("end_sec", number(point.endSeconds()))
        .put("requests_per_sec", number(point.rate()))
        .put("latency_ms", latency(point.tally().latency()))
        .put("errors", counts(point.tally().errors()))
        .put(
            "processes",
            JsonArray.of(point.sample().processes().stream().map(Json::process).toList()))
        .build();
  }

  private static JsonValue process(Sample.OfProcess process) {
    return JsonObject.builder()
        .put("name", process.name())
        .put("cores", number(process.cores()))
        .put("live_heap_bytes", process.liveBytes())
        .put("max_heap_bytes", process.maxBytes())
        .put("collections", process.collections())
        .put("collection_ms", process.pauseMillis())
        .put("queues", counts(process.queues()))
        .build();
  }
}
