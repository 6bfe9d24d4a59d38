package dev.tradewitness.benchmarks.soak;

import dev.tradewitness.benchmarks.report.Artifact;
import dev.tradewitness.benchmarks.report.Json;
import dev.tradewitness.benchmarks.report.Machine;
import dev.tradewitness.benchmarks.report.Phase;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What a soak leaves behind.
///
/// @param parts that ran
/// @param rate requests a second that were asked for
/// @param totals of all orders, those before the first quarter too
/// @param reasons to fail, none for a soak that held
record SoakReport(
    Instant at,
    Machine machine,
    List<String> parts,
    double rate,
    List<Quarter> quarters,
    List<Phase.Result> phases,
    SoakVerdict.Totals totals,
    List<String> reasons) {
  static final String NAME = "SOAK";

  JsonObject json() {
    var each = new ArrayList<JsonObject>();
    for (int i = 0; i < quarters.size(); i++) {
      each.add(json(quarters.get(i), phases.get(i)));
    }
    return JsonObject.builder()
        .put("version", "soak-v1")
        .put("timestamp", at.toString())
        .put("environment", Artifact.environment(machine))
        .put("parts", JsonArray.ofStrings(parts))
        .put("requests_per_sec", Json.number(rate))
        .put("orders", totals.orders())
        .put("blocked", totals.blocked())
        .put("repeats_not_recognized", totals.notReplayed())
        .put("quarters", JsonArray.of(each))
        .put("held", reasons.isEmpty())
        .put("reasons", JsonArray.ofStrings(reasons))
        .build();
  }

  private static JsonObject json(Quarter quarter, Phase.Result phase) {
    return JsonObject.builder()
        .put("results", Json.result(phase))
        .put("median_p99_ms", Json.number(quarter.p99Millis()))
        .put("live_heap_bytes", Json.counts(quarter.liveBytes()))
        .put("generator_cpu_us_per_request", Json.number(phase.cpuMicros("generator")))
        .put("remembered_ids", quarter.rememberedIds())
        .put("filter_bytes", quarter.filterBytes())
        .put("series", Json.series(phase))
        .build();
  }
}
