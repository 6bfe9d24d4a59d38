package dev.tradewitness.vpin.feed;

import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Takes the messages of a partition into the engines, in order.
final class MessageReader {

  private final TradeDecoder decoder;
  private final PairBook book;
  private final InstantSource clock;

  MessageReader(TradeDecoder decoder, PairBook book, InstantSource clock) {
    this.decoder = decoder;
    this.book = book;
    this.clock = clock;
  }

  /// Reads up to the first message that has to wait.
  void read(List<ConsumerRecord<byte[], byte[]>> messages, OwnedPartition owned, PollTally tally) {
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      long sent = timestamp(message);
      if (message.offset() < owned.position()) {
        tally.repeated();
        continue;
      }
      Verdict verdict =
          switch (decoder.decode(message.value())) {
            case Trade trade -> book.accept(owned, trade, sent);
            case Refusal broken -> broken;
          };
      switch (verdict) {
        case Verdict.Taken.COUNTED -> tally.counted();
        case Verdict.Taken.WAITS -> {
          return;
        }
        case Refusal refusal -> tally.refuse(message, refusal);
      }
      tally.consumed();
      owned.passed(message.offset());
      owned.newest(sent);
    }
  }

  /// Unix milliseconds; now for a message that has none.
  long timestamp(ConsumerRecord<?, ?> message) {
    return message.timestamp() < 0 ? clock.millis() : message.timestamp();
  }
}
