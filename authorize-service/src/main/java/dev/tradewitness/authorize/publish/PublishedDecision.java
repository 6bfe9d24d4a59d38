package dev.tradewitness.authorize.publish;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.common.wire.EventHeaders;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.common.wire.TraceParent;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/// A decision as it stands on `authorize.decisions`: the body of its journal row, byte for byte.
/// The token in it has no signature: the topic is a record that many can read, and a signed token
/// authorizes whoever holds it.
final class PublishedDecision {

  private PublishedDecision() {}

  /// A lane's decisions stand in one partition, so that a consumer of that partition can check that
  /// the lane's sequence has no gap.
  ///
  /// @param partitions how many the topic has
  static ProducerRecord<byte[], byte[]> of(Decision decision, byte[] body, int partitions) {
    var message =
        new ProducerRecord<byte[], byte[]>(
            Topics.AUTHORIZE_DECISIONS,
            decision.place().lane() % partitions,
            decision.client().value().getBytes(StandardCharsets.UTF_8),
            body);
    message.headers().add(EventHeaders.SEQUENCE, EventHeaders.ofLong(decision.place().sequence()));
    var parent = TraceParent.causedBy(decision.traceId(), decision.id());
    if (parent != null) {
      message.headers().add(TraceParent.HEADER, parent.text().getBytes(StandardCharsets.US_ASCII));
    }
    return message;
  }
}
