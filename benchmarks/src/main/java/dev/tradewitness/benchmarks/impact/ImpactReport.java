package dev.tradewitness.benchmarks.impact;

import dev.tradewitness.benchmarks.report.Machine;
import dev.tradewitness.common.canonical.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/// What a run says, as text and as an artifact.
///
/// @param schedule in which order the blocks ran
/// @param notTaken events that the client dropped or capture refused
record ImpactReport(
    Instant at,
    Machine machine,
    ImpactSettings settings,
    List<Condition> conditions,
    List<List<Condition>> schedule,
    List<Block> blocks,
    List<Difference> differences,
    List<Stored> stored,
    long notTaken,
    Histogram fdatasync) {
  static final String NAME = "IMPACT";

  List<Total> totals() {
    return conditions.stream().map(condition -> Total.of(condition, blocks)).toList();
  }

  /// Why the run did not hold; empty when everything promised was shown.
  List<String> reasons() {
    var reasons = new ArrayList<String>();
    for (var judgement : Judgement.of(differences)) {
      if (!(judgement.verdict() instanceof Verdict.Below)) {
        reasons.add(judgement.text());
      }
    }
    for (var one : stored) {
      if (one.lost() > 0) {
        reasons.add(
            "%s: %d orders are not in capture".formatted(one.condition().word(), one.lost()));
      }
    }
    long errors = blocks.stream().mapToLong(Block::errorCount).sum();
    if (errors > 0) {
      reasons.add("%d orders got no answer, or another one than 2xx".formatted(errors));
    }
    return reasons;
  }

  JsonObject json() {
    return ImpactJson.of(this);
  }

  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(
        "microseconds; latency from the moment an order was due, service from the servlet's beginning to its end, call of the client within it");
    totals().forEach(total -> lines.add(line(total)));
    lines.add(
        "differences per pair of blocks of the same round: median (95 %% interval, bootstrap of %d, seed %d)"
            .formatted(Estimate.RESAMPLES, settings.seed()));
    differences.forEach(difference -> lines.add(line(difference)));
    lines.add(
        String.format(
            Locale.ROOT,
            "fdatasync   8 kB, one thread: p50 %.0f p99 %.0f µs",
            Figure.percentile(fdatasync, 50),
            Figure.percentile(fdatasync, 99)));
    for (var one : stored) {
      lines.add(
          "stored      %s: %d of %d accepted orders are in %s, lost %d"
              .formatted(
                  one.condition().word(),
                  one.stored(),
                  one.accepted(),
                  one.policyId(),
                  one.lost()));
    }
    lines.add(
        "not taken   %d events were dropped by the client or refused by capture"
            .formatted(notTaken));
    Judgement.of(differences).forEach(judgement -> lines.add("impact      " + judgement.text()));
    restless().ifPresent(lines::add);
    reasons().forEach(reason -> lines.add("FAILED      " + reason));
    return lines;
  }

  /// Both conditions of the control are the same, so a difference between them is the machine's.
  private Optional<String> restless() {
    return differences.stream()
        .filter(one -> one.comparison().equals(Comparison.CONTROL))
        .filter(one -> one.figure() == Figure.P50 || one.figure() == Figure.P99)
        .filter(one -> one.percent().low() > 0 || one.percent().high() < 0)
        .map(control ->
            "WARNING     the control differs from what it repeats: %s. The machine was restless"
                .formatted(line(control)))
        .findFirst();
  }

  private static String line(Total total) {
    var latency = total.latency();
    return String.format(
        Locale.ROOT,
        "%-8s %,7d answers, errors %s | p50 %.0f p90 %.0f p99 %.0f p99.9 %.0f mean %.0f | sent late p50 %.0f p99 %.0f | service p50 %.0f p99 %.0f mean %.0f%s | CPU %.0f an order, collections %d ms",
        total.condition().word(),
        latency.getTotalCount(),
        total.errors().isEmpty() ? "0" : total.errors(),
        Figure.percentile(latency, 50),
        Figure.percentile(latency, 90),
        Figure.percentile(latency, 99),
        Figure.percentile(latency, 99.9),
        latency.getMean() / 1e3,
        Figure.percentile(total.late(), 50),
        Figure.percentile(total.late(), 99),
        Figure.percentile(total.service(), 50),
        Figure.percentile(total.service(), 99),
        total.service().getMean() / 1e3,
        total.call().getTotalCount() == 0 ? "" : call(total),
        total.cpuMicrosPerOrder(),
        total.collectionMillis());
  }

  private static String call(Total total) {
    return String.format(
        Locale.ROOT,
        " | call p50 %.1f p99 %.1f mean %.1f",
        Figure.percentile(total.call(), 50),
        Figure.percentile(total.call(), 99),
        total.call().getMean() / 1e3);
  }

  private static String line(Difference difference) {
    var micros = difference.micros();
    var percent = difference.percent();
    return String.format(
        Locale.ROOT,
        "%-16s %-12s %+8.1f µs (%+.1f to %+.1f)  %+6.1f %% (%+.1f to %+.1f)",
        difference.comparison().word(),
        difference.figure().word(),
        micros.median(),
        micros.low(),
        micros.high(),
        percent.median(),
        percent.low(),
        percent.high());
  }
}
