package dev.tradewitness.system.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.system.reference.OwnJson;
import dev.tradewitness.system.reference.OwnVpin;
import dev.tradewitness.system.stack.CapturedStream;
import dev.tradewitness.system.stack.Http;
import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.Table;
import dev.tradewitness.system.stack.Topic;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// VPIN over the trades topic, worked out again from its beginning.
public final class Readings {

  private Readings() {}

  public static void areThoseOfAnUndisturbedRun(RunningStack stack, Table table)
      throws IOException {
    var expected = new TreeMap<String, OwnVpin>();
    int trades = 0;
    int history = historyValues(stack.http("vpin"));
    for (var record : Topic.read(stack.kafka(), Topics.PROCESSED_TRADES)) {
      trades++;
      Map<String, Object> trade = OwnJson.object(record.value());
      expected
          .computeIfAbsent(
              (String) trade.get("pair"), pair -> new OwnVpin(10_000, 50, 100, history))
          .trade(
              ((BigDecimal) trade.get("timestamp")).longValueExact(),
              (BigDecimal) trade.get("notional_value"),
              ((BigDecimal) trade.get("trade_direction")).intValueExact());
    }
    int readings = expected.values().stream().mapToInt(vpin -> vpin.readings().size()).sum();
    Quiet.await("all metrics are published")
        .until(() -> Topic.count(stack.kafka(), Topics.VPIN) >= readings);
    var found = metrics(stack);
    expected.forEach((pair, vpin) -> {
      var rows = found.getOrDefault(pair, new TreeMap<>());
      assertThat(rows.keySet().stream().toList())
          .as("sequences of " + pair)
          .isEqualTo(vpin.readings().stream().map(OwnVpin.Reading::sequence).toList());
      vpin.readings().forEach(reading -> equal(pair, reading, rows.get(reading.sequence())));
    });
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    table.row("trades in the topic", trades);
    table.row("metrics equal to the undisturbed run", readings);
    assertThat(readings).isPositive();
  }

  /// How many values the percentile ranks among: the service's own setting, stamped in each metric.
  private static int historyValues(Http vpin) throws IOException {
    JsonObject pair =
        CapturedStream.objects(vpin.get("/v1/vpin").expect(200).json(), "pairs").getFirst();
    JsonObject parameters = pair.object("parameters");
    assertThat(parameters).as("parameters in " + pair).isNotNull();
    assertThat(Published.number(parameters, "bucket_size")).isEqualTo(10_000);
    assertThat(Published.number(parameters, "num_buckets")).isEqualTo(50);
    assertThat(Published.number(parameters, "emit_interval")).isEqualTo(100);
    return 50 * (int) Published.number(parameters, "history_windows");
  }

  /// The metrics of the topic by pair and sequence; repeats must be repeats.
  private static Map<String, SortedMap<Long, JsonObject>> metrics(RunningStack stack)
      throws IOException {
    var metrics = new TreeMap<String, SortedMap<Long, JsonObject>>();
    for (var record : Topic.read(stack.kafka(), Topics.VPIN)) {
      JsonObject metric = Published.json(record);
      long sequence = Long.parseLong(CapturedStream.text(metric, "sequence"));
      JsonObject before =
          metrics
              .computeIfAbsent(CapturedStream.text(metric, "pair"), pair -> new TreeMap<>())
              .put(sequence, metric);
      if (before != null) {
        assertThat(before).isEqualTo(metric);
      }
    }
    return metrics;
  }

  private static void equal(String pair, OwnVpin.Reading reading, JsonObject metric) {
    String what = pair + " " + reading.sequence() + ": ";
    assertThat(Published.number(metric, "timestamp"))
        .as(what + "timestamp")
        .isEqualTo((double) reading.timestamp());
    assertThat(Published.number(metric, "bucket_count"))
        .as(what + "count")
        .isEqualTo(reading.bucketCount());
    assertThat(Published.number(metric, "total_volume"))
        .as(what + "volume")
        .isEqualTo(reading.totalVolume());
    var close = within(1e-12);
    assertThat(Published.number(metric, "vpin")).as(what + "vpin").isCloseTo(reading.vpin(), close);
    assertThat(Published.number(metric, "mean_vpin"))
        .as(what + "mean")
        .isCloseTo(reading.mean(), close);
    assertThat(Published.number(metric, "std_vpin"))
        .as(what + "std")
        .isCloseTo(reading.std(), close);
    assertThat(Published.number(metric, "max_vpin"))
        .as(what + "max")
        .isCloseTo(reading.max(), close);
    assertThat(Published.number(metric, "min_vpin"))
        .as(what + "min")
        .isCloseTo(reading.min(), close);
    assertThat(Published.number(metric, "percentile"))
        .as(what + "percentile")
        .isCloseTo(reading.percentile(), close);
  }
}
