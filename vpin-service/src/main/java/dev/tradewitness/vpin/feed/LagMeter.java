package dev.tradewitness.vpin.feed;

import dev.tradewitness.vpin.state.StateStore;
import dev.tradewitness.vpin.vitals.Progress;
import dev.tradewitness.vpin.vitals.Progress.Standing;
import dev.tradewitness.vpin.vitals.Vitals;
import dev.tradewitness.vpin.vitals.Vitals.Severity;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/// Looks at the topic's end on a connection apart from the consumers', so that the lag is known
/// while the consumers stand still; the position of a partition that this process does not own is
/// read from where its owner stores it.
final class LagMeter {

  private static final Logger log = LoggerFactory.getLogger(LagMeter.class);
  private static final String KAFKA = "kafka";
  private static final long PATIENCE_MILLIS = 4_000;

  private final String topic;
  private final Admin admin;
  private final StateStore store;
  private final Vitals vitals;
  private final Progress progress;

  LagMeter(String topic, Admin admin, StateStore store, Vitals vitals) {
    this.topic = topic;
    this.admin = admin;
    this.store = store;
    this.vitals = vitals;
    this.progress = vitals.progress();
  }

  void look() {
    lookAtEnds();
    if (progress.partitions().stream().anyMatch(one -> one.standing() != Standing.OWNED)) {
      lookAtStoredPositions();
    }
  }

  private void lookAtEnds() {
    Map<TopicPartition, OffsetSpec> wanted =
        progress.partitions().stream()
            .collect(
                Collectors.toMap(
                    partition -> new TopicPartition(topic, partition.partition()),
                    partition -> OffsetSpec.latest()));
    try {
      // As the consumers read: what is behind an open transaction is not there yet.
      admin
          .listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
          .all()
          .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
          .forEach((partition, end) -> progress.end(partition.partition(), end.offset()));
      admin.describeCluster().nodes().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      vitals.well(KAFKA);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      vitals.failing(KAFKA, Severity.DEGRADED, "Kafka does not answer: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookAtStoredPositions() {
    try {
      store.nextOffsets().forEach(progress::elsewhere);
    } catch (DataAccessException e) {
      // Nobody can commit either: the positions that are known still hold.
      log.atDebug().setCause(e).log("stored positions not read");
    }
  }
}
