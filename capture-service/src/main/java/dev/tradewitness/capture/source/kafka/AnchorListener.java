package dev.tradewitness.capture.source.kafka;

import dev.tradewitness.capture.anchored.AnchoredBatches;
import dev.tradewitness.capture.anchored.BatchDescription;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.kit.kafka.DeadLetters;
import dev.tradewitness.kit.kafka.PollLetters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;

/// Takes batch records, so that reads can say which batch an event is in.
class AnchorListener {

  private static final Logger log = LoggerFactory.getLogger(AnchorListener.class);
  private static final Duration DEAD_LETTER_PATIENCE = Duration.ofSeconds(30);

  private final AnchoredBatches batches;
  private final DeadLetters deadLetters;

  AnchorListener(AnchoredBatches batches, DeadLetters deadLetters) {
    this.batches = batches;
    this.deadLetters = deadLetters;
  }

  @KafkaListener(
      id = "anchors",
      groupId = "capture-anchors",
      idIsGroup = false,
      topics = Topics.VCP_ANCHORS,
      containerFactory = "tapContainers")
  void take(List<ConsumerRecord<byte[], byte[]>> messages) {
    PollLetters letters = deadLetters.poll(messages);
    var descriptions = new ArrayList<BatchDescription>();
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      try {
        byte[] value = message.value() == null ? new byte[0] : message.value();
        descriptions.add(BatchDescription.of(Json.parseObject(value, JsonLimits.EVENT)));
      } catch (JsonRefusedException e) {
        refuse(message, e.code().name(), e, letters);
      } catch (IllegalArgumentException e) {
        refuse(message, "NOT_A_BATCH_RECORD", e, letters);
      }
    }
    batches.take(descriptions);
    try {
      letters.deliver(DEAD_LETTER_PATIENCE);
    } catch (KafkaException e) {
      throw new NotStoredException("a dead letter was not taken: " + e);
    }
  }

  private static void refuse(
      ConsumerRecord<byte[], byte[]> message, String reason, Exception cause, PollLetters letters) {
    log.atWarn()
        .addKeyValue("topic", message.topic())
        .addKeyValue("offset", message.offset())
        .addKeyValue("reason", reason)
        .log("message refused");
    letters.add(message, reason, cause);
  }
}
