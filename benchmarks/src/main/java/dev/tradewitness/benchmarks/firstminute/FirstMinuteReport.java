package dev.tradewitness.benchmarks.firstminute;

import dev.tradewitness.benchmarks.authorize.Segments;
import dev.tradewitness.benchmarks.report.Artifact;
import dev.tradewitness.benchmarks.report.Json;
import dev.tradewitness.benchmarks.report.Machine;
import dev.tradewitness.benchmarks.report.Phase;
import dev.tradewitness.benchmarks.watch.MeasuredStack;
import dev.tradewitness.benchmarks.watch.ProcessMemory;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What one run found, figure by figure.
final class FirstMinuteReport {
  static final String NAME = "FIRST-MINUTE";
  private static final double BYTES_PER_MIB = 1 << 20;
  private static final double START_SECONDS = 40;
  private static final double FEW_P50_MILLIS = 10;
  private static final double OPEN_P99_MILLIS = 20;
  private static final double STEADY_SECONDS = 60;
  private static final double MEMORY_MIB = 3 * 1024;

  private final List<Goal> goals = new ArrayList<>();
  private final Map<String, Phase.Result> phases = new LinkedHashMap<>();
  private final Map<String, Segments> segments = new LinkedHashMap<>();
  private final List<Map<String, Long>> memory = new ArrayList<>();

  void started(double seconds) {
    goals.add(Goal.below("start until all parts answer", seconds, "s", START_SECONDS));
  }

  /// Takes the memory of every part as it is now.
  void remember(MeasuredStack stack) {
    var bytes = new LinkedHashMap<String, Long>();
    for (var part : stack.runningParts()) {
      bytes.put(part, ProcessMemory.bytes(stack.process(part)));
    }
    memory.add(bytes);
    double all = bytes.values().stream().mapToLong(Long::longValue).sum() / BYTES_PER_MIB;
    var when = memory.size() == 1 ? "after the start" : "at the end";
    goals.add(Goal.below("memory of all parts, " + when, all, "MiB", MEMORY_MIB));
  }

  void segments(String phase, Segments times) {
    segments.put(phase, times);
  }

  void few(String part, Phase.Result result) {
    phases.put(part + " closed 8", result);
    goals.add(Goal.below(part + ", 8 connections, p50", median(result), "ms", FEW_P50_MILLIS));
  }

  void open(Phase.Result result) {
    phases.put("authorize open 500", result);
    double p99 = result.errorCount() > 0 ? Double.POSITIVE_INFINITY : result.millis(99);
    goals.add(Goal.below("authorize, 500/s open loop, p99", p99, "ms", OPEN_P99_MILLIS));
  }

  void many(String part, Phase.Result result) {
    phases.put(part + " closed 64", result);
    goals.add(
        Goal.below(
            part
                + ", 64 connections, 80 %% of %,.0f/s after"
                    .formatted(Steady.rate(result.series())),
            Steady.reachedSeconds(result.series()),
            "s",
            STEADY_SECONDS));
  }

  /// Without an answer there is no median.
  private static double median(Phase.Result result) {
    return result.latency().getTotalCount() == 0 ? Double.POSITIVE_INFINITY : result.millis(50);
  }

  List<Goal> goals() {
    return List.copyOf(goals);
  }

  void print(PrintStream out) {
    out.println();
    phases.forEach((name, result) ->
        out.printf(
            Locale.ROOT,
            "%-22s %,8.0f/s  p50 %7.2f  p99 %8.2f ms  errors %s%n",
            name,
            result.rate(),
            result.millis(50),
            result.millis(99),
            result.errors()));
    segments.forEach(
        (phase, times) -> out.printf("%-22s p50 of timing_ms: %s%n", phase, millis(times)));
    memory.forEach(bytes -> out.println("memory MiB  " + mebibytes(bytes)));
    goals.forEach(out::println);
  }

  private static String millis(Segments times) {
    return times.micros().entrySet().stream()
        .map(entry ->
            String.format(
                Locale.ROOT,
                "%s %.2f",
                entry.getKey(),
                entry.getValue().getValueAtPercentile(50) / 1e3))
        .collect(Collectors.joining(", "));
  }

  private static JsonObject json(Segments times) {
    var object = JsonObject.builder();
    times.micros().forEach((name, micros) -> object.put(name, Json.percentiles(micros, 1e3)));
    return object.build();
  }

  private static Map<String, Long> mebibytes(Map<String, Long> bytes) {
    var mebibytes = new LinkedHashMap<String, Long>();
    bytes.forEach((part, count) -> mebibytes.put(part, count >> 20));
    return mebibytes;
  }

  JsonObject json(Instant at, Machine machine) {
    var results = JsonObject.builder();
    phases.forEach((name, result) ->
        results.put(name, Json.result(result).with("series", Json.series(result))));
    var times = JsonObject.builder();
    segments.forEach((phase, of) -> times.put(phase, json(of)));
    return JsonObject.builder()
        .put("version", "first-minute-v1")
        .put("timestamp", at.toString())
        .put("environment", Artifact.environment(machine))
        .put("goals", JsonArray.of(goals.stream().map(FirstMinuteReport::json).toList()))
        .put("memory_bytes", JsonArray.of(memory.stream().map(Json::counts).toList()))
        .put("phases", results.build())
        .put("segment_percentiles_ms", times.build())
        .build();
  }

  private static JsonObject json(Goal goal) {
    return JsonObject.builder()
        .put("what", goal.what())
        // A figure that could not be taken is infinite, which JSON cannot say.
        .put("value", Json.number(Double.isFinite(goal.value()) ? goal.value() : -1))
        .put("unit", goal.unit())
        .put("below", Json.number(goal.below()))
        .put("met", goal.met())
        .build();
  }
}
