package dev.tradewitness.anchor.publish;

import dev.tradewitness.anchor.batch.PublishedBatches;
import dev.tradewitness.anchor.checkpoint.SigningStops;
import dev.tradewitness.anchor.checkpoint.SigningStops.Memory;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.wire.BatchRecord;
import dev.tradewitness.common.wire.Topics;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.ConsumerFactory;

/// The last batch records on `vcp.anchors`, read once after the start, before anything is signed.
final class PublishedTail {

  private static final Logger log = LoggerFactory.getLogger(PublishedTail.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration READ_MAX = Duration.ofMinutes(2);

  private final ConsumerFactory<byte[], byte[]> consumers;
  private final PublishedBatches published;
  private final SigningStops stops;
  private final PublishProperties settings;

  PublishedTail(
      ConsumerFactory<byte[], byte[]> consumers,
      PublishedBatches published,
      SigningStops stops,
      PublishProperties settings) {
    this.consumers = consumers;
    this.published = published;
    this.stops = stops;
    this.settings = settings;
  }

  /// Compares the tail, unless that was done, and then lets this instance sign.
  ///
  /// @throws KafkaAwayException when Kafka does not give it; the next round begins anew
  void compare() {
    if (stops.isCompared(Memory.KAFKA)) {
      return;
    }
    try (Consumer<byte[], byte[]> consumer = consumers.createConsumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.VCP_ANCHORS).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      int records = partitions.isEmpty() ? 0 : read(consumer, partitions);
      log.atInfo().addKeyValue("records", records).log("published batch records compared");
    } catch (KafkaException e) {
      throw new KafkaAwayException("vcp.anchors cannot be read: " + e.getMessage(), e);
    }
    stops.compared(Memory.KAFKA);
  }

  private int read(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    consumer.assign(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    ends.forEach((partition, end) ->
        consumer.seek(
            partition, Math.max(begins.getOrDefault(partition, 0L), end - settings.tailRecords())));
    long begun = System.nanoTime();
    var seen = new HashSet<String>();
    int records = 0;
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      if (System.nanoTime() - begun > READ_MAX.toNanos()) {
        throw new KafkaException("its last records did not come within " + READ_MAX);
      }
      for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
        records++;
        compare(message.value(), seen);
      }
    }
    return records;
  }

  /// A record comes once more with each of its anchors: only the first is looked at.
  private void compare(byte @Nullable [] value, Set<String> seen) {
    try {
      JsonObject record = Json.parseObject(value == null ? new byte[0] : value, JsonLimits.EVENT);
      // Recomputed: what a record says of itself could hide another one.
      String content = BatchRecord.batchHash(record) + " " + record.string("record_signature");
      if (seen.add(content)) {
        published.compare(record);
      }
    } catch (JsonRefusedException e) {
      log.atWarn()
          .addKeyValue("cause", e.getMessage())
          .log("a message on vcp.anchors is no record");
    }
  }
}
