package dev.tradewitness.vpin.feed;

import dev.tradewitness.kit.kafka.PollLetters;
import dev.tradewitness.vpin.vitals.Vitals;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// What came of one poll.
final class PollTally {

  private final Map<Refusal, Integer> refusals = new EnumMap<>(Refusal.class);
  private final PollLetters letters;
  private int consumed;
  private int repeated;
  private int trades;

  PollTally(PollLetters letters) {
    this.letters = letters;
  }

  void repeated() {
    repeated++;
  }

  void consumed() {
    consumed++;
  }

  void counted() {
    trades++;
  }

  void refuse(ConsumerRecord<byte[], byte[]> message, Refusal refusal) {
    refusals.merge(refusal, 1, Integer::sum);
    letters.add(message, refusal.name(), new TradeRefusedException(refusal));
  }

  PollLetters letters() {
    return letters;
  }

  /// The poll is committed.
  void show(Vitals vitals, int metrics, long processingNanos, long latencyNanos) {
    refusals.forEach((refusal, count) -> vitals.refused(refusal.name(), count));
    vitals.poll(
        new Vitals.PollVital(consumed, repeated, trades, metrics, processingNanos, latencyNanos));
  }
}
