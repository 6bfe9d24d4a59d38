package dev.tradewitness.vpin.publish;

import dev.tradewitness.vpin.reading.VpinParameters;
import dev.tradewitness.vpin.reading.VpinReading;
import dev.tradewitness.vpin.state.Metric;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// A metric as the output topic carries it.
final class MetricMessages {

  static final String PROCESSOR = "tradewitness-vpin";

  /// Header: the pair's sequence, 8 bytes big-endian.
  static final String SEQUENCE = "sequence";

  private final JsonFactory json = new JsonFactory();
  private final String topic;

  MetricMessages(String topic) {
    this.topic = topic;
  }

  ProducerRecord<byte[], byte[]> message(Metric metric) {
    var message =
        new ProducerRecord<>(topic, metric.pair().getBytes(StandardCharsets.UTF_8), value(metric));
    message
        .headers()
        .add(SEQUENCE, ByteBuffer.allocate(8).putLong(metric.reading().sequence()).array());
    return message;
  }

  byte[] value(Metric metric) {
    VpinReading reading = metric.reading();
    var bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator out =
        json.createGenerator(ObjectWriteContext.empty(), bytes, JsonEncoding.UTF8)) {
      out.writeStartObject();
      out.writeStringProperty("pair", metric.pair());
      out.writeNumberProperty("timestamp", reading.timestamp());
      out.writeNumberProperty("vpin", reading.vpin());
      out.writeNumberProperty("mean_vpin", reading.meanVpin());
      out.writeNumberProperty("std_vpin", reading.stdVpin());
      out.writeNumberProperty("max_vpin", reading.maxVpin());
      out.writeNumberProperty("min_vpin", reading.minVpin());
      out.writeNumberProperty("bucket_count", reading.bucketCount());
      out.writeNumberProperty("total_volume", reading.totalVolume());
      out.writeNumberProperty("sequence", reading.sequence());
      out.writeNumberProperty("percentile", reading.percentile());
      out.writeStringProperty("processor", PROCESSOR);
      parameters(out, metric);
      out.writeStringProperty("_topic", topic);
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void parameters(JsonGenerator out, Metric metric) {
    VpinParameters parameters = metric.parameters();
    out.writeObjectPropertyStart("parameters");
    out.writeNumberProperty("epoch", metric.epoch());
    out.writeNumberProperty("bucket_size", parameters.bucketSize());
    out.writeNumberProperty("num_buckets", parameters.numBuckets());
    out.writeNumberProperty("emit_interval", parameters.emitInterval());
    out.writeStringProperty("unit", parameters.unit().word());
    out.writeStringProperty("classifier", parameters.classifier().word());
    out.writeNumberProperty("history_windows", parameters.historyWindows());
    out.writeEndObject();
  }
}
