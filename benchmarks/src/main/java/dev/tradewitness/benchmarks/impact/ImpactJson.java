package dev.tradewitness.benchmarks.impact;

import dev.tradewitness.benchmarks.orderserver.OrderProcess;
import dev.tradewitness.benchmarks.report.Artifact;
import dev.tradewitness.benchmarks.report.Json;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;

/// The artifact of a run.
final class ImpactJson {
  private ImpactJson() {}

  static JsonObject of(ImpactReport report) {
    return JsonObject.builder()
        .put("version", "impact-v1")
        .put("timestamp", report.at().toString())
        .put("environment", Artifact.environment(report.machine()))
        .put("config", config(report.settings()))
        .put("fdatasync_8k_ms", Json.latency(report.fdatasync()))
        .put("conditions", JsonArray.of(report.totals().stream().map(ImpactJson::total).toList()))
        .put(
            "differences",
            JsonArray.of(report.differences().stream().map(ImpactJson::difference).toList()))
        .put(
            "judgements",
            JsonArray.of(
                Judgement.of(report.differences()).stream().map(ImpactJson::judgement).toList()))
        .put("stored", JsonArray.of(report.stored().stream().map(ImpactJson::stored).toList()))
        .put("not_taken", report.notTaken())
        .put("held", report.reasons().isEmpty())
        .put("reasons", JsonArray.ofStrings(report.reasons()))
        .put(
            "schedule",
            JsonArray.of(
                report.schedule().stream()
                    .map(round -> JsonArray.ofStrings(round.stream().map(Condition::word).toList()))
                    .toList()))
        .put("blocks", JsonArray.of(report.blocks().stream().map(ImpactJson::block).toList()))
        .build();
  }

  private static JsonObject config(ImpactSettings settings) {
    return JsonObject.builder()
        .put("orders_per_sec", Json.number(settings.rate()))
        .put("blocks", settings.blocks())
        .put("block_sec", Json.number(settings.blockTime().toMillis() / 1e3))
        .put("lead_in_sec", Json.number(settings.leadIn().toMillis() / 1e3))
        .put("warm_up_sec", Json.number(settings.warmUp().toMillis() / 1e3))
        .put("connections", settings.connections())
        .put("step", settings.step().name())
        .put("points", settings.points().name())
        .put("seed", settings.seed())
        .put("order_server_jvm_options", JsonArray.ofStrings(OrderProcess.JVM_FLAGS))
        .build();
  }

  private static JsonObject total(Total total) {
    return JsonObject.builder()
        .put("condition", total.condition().word())
        .put("completed", total.latency().getTotalCount())
        .put("errors_by_code", Json.counts(total.errors()))
        .put("latency_ms", Json.latency(total.latency()))
        .put("mean_ms", Json.number(total.latency().getMean() / 1e6))
        .put("sent_late_ms", Json.latency(total.late()))
        .put("service_ms", Json.latency(total.service()))
        .put("service_mean_ms", Json.number(total.service().getMean() / 1e6))
        .put("call_ms", Json.latency(total.call()))
        .put("cpu_micros_per_order", Json.number(total.cpuMicrosPerOrder()))
        .put("collection_ms", total.collectionMillis())
        .build();
  }

  private static JsonObject difference(Difference difference) {
    return JsonObject.builder()
        .put("of", difference.comparison().of().word())
        .put("base", difference.comparison().base().word())
        .put("figure", difference.figure().word())
        .put("micros", estimate(difference.micros()))
        .put("percent", estimate(difference.percent()))
        .build();
  }

  private static JsonObject estimate(Estimate estimate) {
    return JsonObject.builder()
        .put("median", Json.number(estimate.median()))
        .put("low", Json.number(estimate.low()))
        .put("high", Json.number(estimate.high()))
        .put("pairs", estimate.values())
        .build();
  }

  private static JsonObject judgement(Judgement judgement) {
    var verdict =
        switch (judgement.verdict()) {
          case Verdict.Below() -> "BELOW";
          case Verdict.NotBelow() -> "NOT_BELOW";
          case Verdict.Open(_) -> "CANNOT_BE_TOLD";
        };
    return JsonObject.builder()
        .put("of", judgement.difference().comparison().of().word())
        .put("base", judgement.difference().comparison().base().word())
        .put("figure", judgement.difference().figure().word())
        .put("unit", judgement.inPercent() ? "percent" : "micros")
        .put("bound", Json.number(judgement.bound()))
        .put("verdict", verdict)
        .build();
  }

  private static JsonObject stored(Stored stored) {
    return JsonObject.builder()
        .put("condition", stored.condition().word())
        .put("policy_id", stored.policyId())
        .put("accepted", stored.accepted())
        .put("stored", stored.stored())
        .put("lost", stored.lost())
        .build();
  }

  private static JsonObject block(Block block) {
    var figures = JsonObject.builder();
    for (var figure : Figure.values()) {
      figures.put(figure.word(), Json.number(figure.micros(block)));
    }
    return JsonObject.builder()
        .put("round", block.round())
        .put("condition", block.condition().word())
        .put("completed", block.latency().getTotalCount())
        .put("errors_by_code", Json.counts(block.errors()))
        .put("micros", figures.build())
        .build();
  }
}
