package dev.tradewitness.benchmarks.authorize;

import dev.tradewitness.benchmarks.authorize.RawLimits.Limit;
import dev.tradewitness.benchmarks.report.Artifact;
import dev.tradewitness.benchmarks.report.Decline;
import dev.tradewitness.benchmarks.report.Json;
import dev.tradewitness.benchmarks.report.Machine;
import dev.tradewitness.benchmarks.report.Phase;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Everything that one run of the benchmark found.
///
/// @param durability the service's setting
/// @param parts that ran beside the service
/// @param warmUpSeconds before the closed loop
/// @param open absent without an open loop
/// @param echo absent when the limits were not measured
/// @param peer absent when the limits were not measured
record AuthorizeReport(
    Instant at,
    Machine machine,
    String durability,
    List<String> parts,
    double warmUpSeconds,
    Histogram fdatasync,
    Measured closed,
    @Nullable Measured open,
    @Nullable Limit echo,
    @Nullable Limit peer) {
  static final String NAME = "P0-SIDECAR-PERF";
  static final double BLOCKED_SHARE_MAX = 0.01;
  private static final double P99_TARGET_MILLIS = 10;

  /// Why the run fails, in words; none for one that held.
  List<String> failures() {
    var failures = new ArrayList<String>();
    Decline.of(closed.result().series().stream().map(Phase.Point::rate).toList())
        .ifPresent(failures::add);
    addBlocked("closed", closed, failures);
    if (open != null) {
      addBlocked("open", open, failures);
    }
    return failures;
  }

  // A blocked order is cheaper than an authorized one: it reserves nothing. A rate with many of
  // them in it is not the rate of decisions that let orders pass.
  private static void addBlocked(String loop, Measured measured, List<String> failures) {
    long answers = measured.result().latency().getTotalCount();
    if (measured.blocked() > BLOCKED_SHARE_MAX * answers) {
      failures.add(
          "%d of %d orders of the %s loop were blocked (above %.0f %%), so its rate counts for nothing"
              .formatted(measured.blocked(), answers, loop, 100 * BLOCKED_SHARE_MAX));
    }
  }

  /// The decision record's members in its order, then those that the contract adds.
  JsonObject json() {
    return JsonObject.builder()
        .put("version", "p0-sidecar-v1")
        .put("timestamp", at.toString())
        .put(
            "config",
            JsonObject.builder()
                .put("total_requests", closed.sent())
                .put("concurrency", closed.pace().connections())
                .put("warm_up_sec", Json.number(warmUpSeconds))
                .put("parts", JsonArray.ofStrings(parts))
                .build())
        .put("results", result(closed))
        .put("segment_percentiles_ms", segments(closed))
        .put(
            "slo_evaluation",
            JsonObject.builder()
                .put("p99_target_ms", Json.number(P99_TARGET_MILLIS))
                .put("p99_actual_ms", Json.number(closed.result().millis(99)))
                .put("p99_met", closed.result().millis(99) < P99_TARGET_MILLIS)
                .build())
        .put("environment", Artifact.environment(machine).with("go_version", JsonValue.NULL))
        .put("java_version", machine.javaVersion())
        .put("durability", durability)
        .put("open_loop", open == null ? JsonValue.NULL : openLoop(open))
        .put("series", Json.series(closed.result()))
        .put("raw_limits", rawLimits())
        .put("peer", peer == null ? JsonValue.NULL : limit(peer))
        .put("ratios", ratios())
        .put("failures", JsonArray.ofStrings(failures()))
        .build();
  }

  private static JsonObject result(Measured measured) {
    return Json.result(measured.result()).with("blocked", JsonValue.of(measured.blocked()));
  }

  private static JsonObject openLoop(Measured open) {
    return JsonObject.builder()
        .put("pace", Json.pace(open.pace()))
        .put("results", result(open))
        .put("segment_percentiles_ms", segments(open))
        .put("series", Json.series(open.result()))
        .build();
  }

  private static JsonObject segments(Measured measured) {
    var object = JsonObject.builder();
    measured
        .segments()
        .micros()
        .forEach((name, micros) -> object.put(name, Json.percentiles(micros, 1e3)));
    return object.build();
  }

  private JsonObject rawLimits() {
    return JsonObject.builder()
        .put("fdatasync_8k_ms", Json.latency(fdatasync))
        .put("echo", echo == null ? JsonValue.NULL : limit(echo))
        .build();
  }

  private static JsonObject limit(Limit limit) {
    return JsonObject.builder()
        .put("requests_per_sec", Json.number(limit.rate()))
        .put("errors", limit.errors())
        .put("latency_ms", Json.latency(limit.latency()))
        .build();
  }

  private JsonObject ratios() {
    return JsonObject.builder()
        .put("to_echo", echo == null ? JsonValue.NULL : Json.number(ratio(echo)))
        .put("to_peer", peer == null ? JsonValue.NULL : Json.number(ratio(peer)))
        .build();
  }

  private double ratio(Limit limit) {
    return limit.rate() > 0 ? closed.result().rate() / limit.rate() : 0;
  }

  void print(PrintStream out) {
    out.println();
    out.printf(
        "%-34s %10s %9s %9s %9s %8s%n", "", "rate/s", "p50 ms", "p99 ms", "p99.9 ms", "errors");
    row(
        out,
        "authorize, closed loop",
        closed.result().rate(),
        closed.result().latency(),
        closed.result().errorCount());
    if (open != null) {
      row(
          out,
          "authorize, open loop",
          open.result().rate(),
          open.result().latency(),
          open.result().errorCount());
    }
    if (echo != null) {
      row(out, "echo endpoint, closed loop", echo.rate(), echo.latency(), echo.errors());
    }
    if (peer != null) {
      row(out, "row-lock transaction per order", peer.rate(), peer.latency(), peer.errors());
    }
    row(out, "fdatasync of 8 kB, one thread", 1e9 / Math.max(1, fdatasync.getMean()), fdatasync, 0);
    closed
        .segments()
        .micros()
        .forEach((name, micros) ->
            out.printf(
                Locale.ROOT,
                "  timing_ms.%-22s %20.3f %9.3f %9.3f%n",
                name,
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getValueAtPercentile(99.9) / 1e3));
    if (echo != null) {
      out.printf(Locale.ROOT, "ratio to the echo endpoint         %.2f%n", ratio(echo));
    }
    if (peer != null) {
      out.printf(Locale.ROOT, "ratio to the row-lock transaction  %.2f%n", ratio(peer));
    }
    if (closed.blocked() > 0) {
      out.printf("blocked, closed loop               %d of %d%n", closed.blocked(), closed.sent());
    }
    if (open != null && open.blocked() > 0) {
      out.printf("blocked, open loop                 %d of %d%n", open.blocked(), open.sent());
    }
  }

  private static void row(
      PrintStream out, String what, double rate, Histogram latency, long errors) {
    out.printf(
        Locale.ROOT,
        "%-34s %,10.0f %9.3f %9.3f %9.3f %8d%n",
        what,
        rate,
        latency.getValueAtPercentile(50) / 1e6,
        latency.getValueAtPercentile(99) / 1e6,
        latency.getValueAtPercentile(99.9) / 1e6,
        errors);
  }
}
