package dev.tradewitness.vpin.feed;

import dev.tradewitness.vpin.vitals.Vitals;
import dev.tradewitness.vpin.vitals.Vitals.Severity;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/// Looks at the topic's end on a connection apart from the consumers', so that the lag is known
/// while the consumers stand still.
final class LagMeter {

  private static final String KAFKA = "kafka";
  private static final long PATIENCE_MILLIS = 4_000;

  private final String topic;
  private final Admin admin;
  private final Vitals vitals;

  LagMeter(String topic, Admin admin, Vitals vitals) {
    this.topic = topic;
    this.admin = admin;
    this.vitals = vitals;
  }

  void look() {
    Map<TopicPartition, OffsetSpec> wanted =
        vitals.partitions().stream()
            .collect(
                Collectors.toMap(
                    partition -> new TopicPartition(topic, partition.partition()),
                    partition -> OffsetSpec.latest()));
    try {
      admin
          .listOffsets(wanted)
          .all()
          .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
          .forEach((partition, end) -> vitals.end(partition.partition(), end.offset()));
      admin.describeCluster().nodes().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      vitals.well(KAFKA);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      vitals.failing(KAFKA, Severity.DEGRADED, "Kafka does not answer: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
