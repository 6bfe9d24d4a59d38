package dev.tradewitness.vpin.api;

import dev.tradewitness.vpin.reading.VpinReading;
import dev.tradewitness.vpin.state.Metric;
import java.util.List;

/// Metrics as RFC 4180 lines with a header.
final class MetricCsv {

  private static final String HEADER =
      "pair,timestamp,sequence,vpin,mean_vpin,std_vpin,max_vpin,min_vpin,percentile,"
          + "bucket_count,total_volume,epoch,bucket_size,num_buckets,emit_interval,unit,classifier";

  private MetricCsv() {}

  static String text(List<Metric> metrics) {
    var text = new StringBuilder(HEADER).append("\r\n");
    for (Metric metric : metrics) {
      VpinReading reading = metric.reading();
      text.append(quoted(metric.pair())).append(',').append(reading.timestamp());
      text.append(',').append(reading.sequence());
      text.append(',').append(reading.vpin()).append(',').append(reading.meanVpin());
      text.append(',').append(reading.stdVpin()).append(',').append(reading.maxVpin());
      text.append(',').append(reading.minVpin()).append(',').append(reading.percentile());
      text.append(',').append(reading.bucketCount()).append(',').append(reading.totalVolume());
      text.append(',').append(metric.epoch());
      text.append(',').append(metric.parameters().bucketSize());
      text.append(',').append(metric.parameters().numBuckets());
      text.append(',').append(metric.parameters().emitInterval());
      text.append(',').append(metric.parameters().unit().word());
      text.append(',').append(metric.parameters().classifier().word()).append("\r\n");
    }
    return text.toString();
  }

  /// A leading quote mark keeps spreadsheets from taking a name for a formula.
  private static String quoted(String pair) {
    String safe = "=+-@".indexOf(pair.charAt(0)) >= 0 ? "'" + pair : pair;
    return safe.matches("[^\",]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }
}
