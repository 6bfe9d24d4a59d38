package dev.tradewitness.anchor.publish;

import dev.tradewitness.anchor.batch.PublishedBatches;
import dev.tradewitness.anchor.checkpoint.SigningHold;
import dev.tradewitness.anchor.checkpoint.SigningHold.Memory;
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

/// The last batch records on `vcp.anchors`, read before anything is signed: after the start, and
/// whenever the database may be another one.
final class PublishedTail {

  private static final Logger log = LoggerFactory.getLogger(PublishedTail.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration READ_MAX = Duration.ofMinutes(2);

  private final ConsumerFactory<byte[], byte[]> consumers;
  private final PublishedBatches published;
  private final SigningHold hold;
  private final PublishProperties settings;

  PublishedTail(
      ConsumerFactory<byte[], byte[]> consumers,
      PublishedBatches published,
      SigningHold hold,
      PublishProperties settings) {
    this.consumers = consumers;
    this.published = published;
    this.hold = hold;
    this.settings = settings;
  }

  /// Compares the tail, unless that was done with this database.
  ///
  /// @throws KafkaAwayException when Kafka does not give it; the next round begins anew
  void compare() {
    long round = hold.round();
    if (!hold.outstanding().contains(Memory.KAFKA)) {
      return;
    }
    try (Consumer<byte[], byte[]> consumer = consumers.createConsumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.VCP_ANCHORS).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      int records = partitions.isEmpty() ? 0 : read(consumer, partitions, round);
      log.atInfo().addKeyValue("records", records).log("published batch records compared");
    } catch (KafkaException e) {
      throw new KafkaAwayException("vcp.anchors cannot be read: " + e.getMessage(), e);
    }
    hold.compared(Memory.KAFKA, round);
  }

  private int read(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, long round) {
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
        compare(message.value(), seen, round);
      }
    }
    return records;
  }

  /// A record comes once more with each of its anchors: only the first is looked at.
  private void compare(byte @Nullable [] value, Set<String> seen, long round) {
    try {
      JsonObject record = Json.parseObject(value == null ? new byte[0] : value, JsonLimits.EVENT);
      // Recomputed: what a record says of itself could hide another one.
      String content = BatchRecord.batchHash(record) + " " + record.string("record_signature");
      if (seen.add(content)) {
        published.compare(record, round);
      }
    } catch (JsonRefusedException e) {
      log.atWarn()
          .addKeyValue("cause", e.getMessage())
          .log("a message on vcp.anchors is no record");
    }
  }
}
