package dev.tradewitness.vpin.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tradewitness.vpin.reading.VpinParameters;
import dev.tradewitness.vpin.reading.VpinReading;
import dev.tradewitness.vpin.state.Metric;

/// A metric as HTTP answers show it: the members of the output topic.
record MetricView(
    @JsonProperty("pair") String pair,
    @JsonProperty("timestamp") long timestamp,
    @JsonProperty("vpin") double vpin,
    @JsonProperty("mean_vpin") double meanVpin,
    @JsonProperty("std_vpin") double stdVpin,
    @JsonProperty("max_vpin") double maxVpin,
    @JsonProperty("min_vpin") double minVpin,
    @JsonProperty("bucket_count") int bucketCount,
    @JsonProperty("total_volume") double totalVolume,
    @JsonProperty("sequence") long sequence,
    @JsonProperty("percentile") double percentile,
    @JsonProperty("parameters") ParametersView parameters) {

  record ParametersView(
      @JsonProperty("epoch") int epoch,
      @JsonProperty("bucket_size") double bucketSize,
      @JsonProperty("num_buckets") int numBuckets,
      @JsonProperty("emit_interval") int emitInterval,
      @JsonProperty("unit") String unit,
      @JsonProperty("classifier") String classifier,
      @JsonProperty("history_windows") int historyWindows) {}

  static MetricView of(Metric metric) {
    VpinReading reading = metric.reading();
    VpinParameters parameters = metric.parameters();
    return new MetricView(
        metric.pair(),
        reading.timestamp(),
        reading.vpin(),
        reading.meanVpin(),
        reading.stdVpin(),
        reading.maxVpin(),
        reading.minVpin(),
        reading.bucketCount(),
        reading.totalVolume(),
        reading.sequence(),
        reading.percentile(),
        new ParametersView(
            metric.epoch(),
            parameters.bucketSize(),
            parameters.numBuckets(),
            parameters.emitInterval(),
            parameters.unit().word(),
            parameters.classifier().word(),
            parameters.historyWindows()));
  }
}
