package dev.tradewitness.capture.source.kafka;

import dev.tradewitness.capture.anchored.AnchoredBatches;
import dev.tradewitness.capture.anchored.BatchDescription;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.kit.kafka.DeadLetters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;

/// Takes batch records, so that reads can say which batch an event is in.
class AnchorListener {

  private static final Logger log = LoggerFactory.getLogger(AnchorListener.class);
  private static final long DEAD_LETTER_PATIENCE_SECONDS = 30;

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
  void take(List<ConsumerRecord<byte[], byte[]>> messages) throws InterruptedException {
    var descriptions = new ArrayList<BatchDescription>();
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      try {
        byte[] value = message.value() == null ? new byte[0] : message.value();
        descriptions.add(BatchDescription.of(Json.parseObject(value, JsonLimits.EVENT)));
      } catch (JsonRefusedException e) {
        refuse(message, e.code().name(), e);
      } catch (IllegalArgumentException e) {
        refuse(message, "NOT_A_BATCH_RECORD", e);
      }
    }
    batches.take(descriptions);
  }

  private void refuse(ConsumerRecord<byte[], byte[]> message, String reason, Exception cause)
      throws InterruptedException {
    log.atWarn()
        .addKeyValue("topic", message.topic())
        .addKeyValue("offset", message.offset())
        .addKeyValue("reason", reason)
        .log("message refused");
    try {
      deadLetters.send(message, reason, cause).get(DEAD_LETTER_PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new NotStoredException("a dead letter was not taken: " + e);
    }
  }
}
