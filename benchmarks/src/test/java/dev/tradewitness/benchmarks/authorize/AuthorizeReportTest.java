package dev.tradewitness.benchmarks.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.benchmarks.authorize.RawLimits.Limit;
import dev.tradewitness.benchmarks.load.Pace;
import dev.tradewitness.benchmarks.load.Tally;
import dev.tradewitness.benchmarks.report.Machine;
import dev.tradewitness.benchmarks.report.Phase;
import dev.tradewitness.benchmarks.watch.Sample;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AuthorizeReportTest {

  @Test
  void theArtifactHasEveryMemberOfTheDecisionRecord() throws Exception {
    var json = artifact(report(measured(1000, 1000)));
    assertThat(json.members().keySet())
        .startsWith(
            "version",
            "timestamp",
            "config",
            "results",
            "segment_percentiles_ms",
            "slo_evaluation",
            "environment");
    assertThat(json.string("version")).isEqualTo("p0-sidecar-v1");
    assertThat(names(json, "config")).contains("total_requests", "concurrency");
    assertThat(names(json, "results"))
        .contains("completed", "errors", "duration_sec", "requests_per_sec", "latency_ms");
    assertThat(names(object(json, "results"), "latency_ms"))
        .contains("p50", "p95", "p99", "min", "max");
    assertThat(names(json, "segment_percentiles_ms"))
        .contains("parse", "policy", "state", "sign", "total");
    assertThat(names(object(json, "segment_percentiles_ms"), "parse"))
        .containsExactly("p50", "p95", "p99");
    assertThat(names(json, "slo_evaluation"))
        .containsExactly("p99_target_ms", "p99_actual_ms", "p99_met");
    assertThat(names(json, "environment"))
        .contains("go_version", "os", "cpu", "servers", "commit", "jvm_options");
  }

  @Test
  void theArtifactHasTheMembersThatTheContractAdds() throws Exception {
    var json = artifact(report(measured(1000, 1000)));
    assertThat(json.members().keySet())
        .contains("java_version", "durability", "open_loop", "series", "raw_limits", "peer");
    assertThat(json.array("series").size()).isEqualTo(2);
    assertThat(names(json, "raw_limits")).containsExactly("fdatasync_8k_ms", "echo");
    assertThat(object(json, "ratios").text("to_echo")).isEqualTo("0.500");
    assertThat(object(json, "ratios").text("to_peer")).isEqualTo("4.000");
  }

  @Test
  void theGoalIsMetBelowTenMillisecondsOnly() throws Exception {
    assertThat(artifact(report(measured(1000, 1000))).object("slo_evaluation").text("p99_met"))
        .isNotEqualTo("false");
    var slow = new Tally();
    for (int i = 0; i < 100; i++) {
      slow.answered(11_000_000);
    }
    var json = artifact(report(measured(slow.interval().latency(), 1000, 1000)));
    assertThat(object(json, "slo_evaluation").toString()).contains("\"p99_met\":false");
  }

  @Test
  void aSeriesThatDeclinesFails() {
    assertThat(report(measured(1000, 1000, 1000, 1000, 1000, 1000, 500, 500)).failures())
        .singleElement()
        .asString()
        .contains("the rate declines");
    assertThat(report(measured(1000, 1000, 1000, 1000, 1000, 1000, 1000, 950)).failures())
        .isEmpty();
  }

  @Test
  void moreThanOneOrderInAHundredBlockedFailsInEitherLoop() throws Exception {
    var good = measured(1000, 1000);
    var bad = blocked(good, 2);
    assertThat(report(blocked(good, 1), blocked(good, 1)).failures()).isEmpty();
    assertThat(report(bad, good).failures())
        .containsExactly(
            "2 of 100 orders of the closed loop were blocked (above 1 %),"
                + " so its rate counts for nothing");
    assertThat(report(good, bad).failures())
        .containsExactly(
            "2 of 100 orders of the open loop were blocked (above 1 %),"
                + " so its rate counts for nothing");
    assertThat(artifact(report(bad, null)).array("failures").size()).isEqualTo(1);
  }

  private static AuthorizeReport report(Measured closed) {
    return report(closed, closed);
  }

  private static AuthorizeReport report(Measured closed, @Nullable Measured open) {
    var fdatasync = Tally.emptyHistogram();
    fdatasync.recordValue(200_000);
    double rate = closed.result().rate();
    return new AuthorizeReport(
        Instant.parse("2026-11-29T08:00:00Z"),
        new Machine(
            "cpu",
            2,
            1L << 34,
            "Linux",
            "25",
            "vm",
            "f00",
            Map.of("kafka", "4.2.1"),
            Map.of("kafka", List.of("-Xmx1g"))),
        "commit",
        List.of("postgres", "kafka", "authorize"),
        30,
        fdatasync,
        closed,
        open,
        new Limit(2 * rate, Tally.emptyHistogram(), 0),
        new Limit(rate / 4, Tally.emptyHistogram(), 0));
  }

  private static Measured blocked(Measured measured, long blocked) {
    return new Measured(
        measured.pace(),
        measured.result(),
        measured.segments(),
        measured.sent(),
        blocked,
        measured.answerBytes());
  }

  private static Measured measured(int... rates) {
    var tally = new Tally();
    for (int i = 0; i < 100; i++) {
      tally.answered(5_000_000);
    }
    return measured(tally.interval().latency(), rates);
  }

  private static Measured measured(Histogram latency, int... rates) {
    var series = new ArrayList<Phase.Point>();
    for (int rate : rates) {
      var tally = new Tally();
      for (int i = 0; i < rate; i++) {
        tally.answered(1_000_000);
      }
      series.add(new Phase.Point(series.size() + 1, 1, tally.interval(), new Sample(List.of())));
    }
    return new Measured(
        new Pace.Closed(64),
        new Phase.Result(rates.length, latency, Map.of(), series),
        new Segments(),
        100,
        0,
        900);
  }

  private static JsonObject artifact(AuthorizeReport report) throws Exception {
    return Json.parseObject(
        report.json().toString().getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT);
  }

  private static Iterable<String> names(JsonObject object, String member) {
    return object(object, member).members().keySet();
  }

  private static JsonObject object(JsonObject object, String member) {
    var found = object.object(member);
    assertThat(found).as(member).isNotNull();
    return found;
  }
}
