package dev.tradewitness.capture.source.kafka;

import dev.tradewitness.capture.anchored.AnchoredBatches;
import dev.tradewitness.capture.anchored.BatchDescription;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.wire.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.listener.ConsumerSeekAware;
import org.springframework.transaction.TransactionException;

/// Takes batch records, so that reads can say which batch an event is in.
class AnchorListener implements ConsumerSeekAware {

  private static final Logger log = LoggerFactory.getLogger(AnchorListener.class);

  private final AnchoredBatches batches;
  private final LetterBox letters;

  AnchorListener(AnchoredBatches batches, LetterBox letters) {
    this.batches = batches;
    this.letters = letters;
  }

  @KafkaListener(
      id = "anchors",
      groupId = "capture-anchors",
      idIsGroup = false,
      topics = Topics.VCP_ANCHORS,
      containerFactory = "anchorContainers")
  void take(List<ConsumerRecord<byte[], byte[]>> messages) throws InterruptedException {
    var descriptions = new ArrayList<BatchDescription>();
    var refused = new ArrayList<LetterBox.Letter>();
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      try {
        byte[] value = message.value() == null ? new byte[0] : message.value();
        descriptions.add(BatchDescription.of(Json.parseObject(value, JsonLimits.EVENT)));
      } catch (JsonRefusedException e) {
        refused.add(new LetterBox.Letter(message, e.code().name(), e));
      } catch (IllegalArgumentException e) {
        refused.add(new LetterBox.Letter(message, "NOT_A_BATCH_RECORD", e));
      }
    }
    var next = new HashMap<Integer, Long>();
    messages.forEach(message -> next.put(message.partition(), message.offset() + 1));
    batches.take(descriptions, next);
    letters.send(messages, refused);
    refused.forEach(AnchorListener::report);
  }

  /// The offsets in Kafka say what the group has read, not what this database has.
  @Override
  public void onPartitionsAssigned(
      Map<TopicPartition, Long> assigned, ConsumerSeekCallback callback) {
    try {
      AnchoredBatches.Positions positions = batches.positions();
      assigned.forEach((partition, committed) -> {
        long from = positions.readOn(partition.partition(), committed);
        if (from != committed) {
          callback.seek(partition.topic(), partition.partition(), from);
        }
      });
    } catch (DataAccessException | TransactionException e) {
      // Records that come again change nothing.
      log.atWarn().setCause(e).log("batch records are read from the beginning");
      callback.seekToBeginning(assigned.keySet());
    }
  }

  private static void report(LetterBox.Letter letter) {
    log.atWarn()
        .addKeyValue("topic", letter.message().topic())
        .addKeyValue("offset", letter.message().offset())
        .addKeyValue("reason", letter.reason())
        .log("message refused");
  }
}
