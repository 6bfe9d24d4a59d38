package dev.tradewitness.anchor.feed;

import dev.tradewitness.anchor.log.Leaf;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.wire.EventHeaders;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/// A message of `vcp.events` as the anchor reads it: key and headers, never the value.
sealed interface EventMessage {

  record Event(PolicyId policyId, String tier, Leaf leaf) implements EventMessage {}

  /// The stream is known, the event is not.
  record Malformed(PolicyId policyId, String reason) implements EventMessage {}

  /// Not even the stream is known.
  record Stray(String reason) implements EventMessage {}

  static EventMessage of(ConsumerRecord<byte[], byte[]> message) {
    byte[] key = message.key();
    String policyId = key == null ? "" : new String(key, StandardCharsets.UTF_8);
    if (!PolicyId.isValid(policyId)) {
      return new Stray("the key is no policy id");
    }
    try {
      EventHeaders headers = EventHeaders.decode(name -> header(message, name));
      return new Event(
          new PolicyId(policyId),
          headers.conformanceTier(),
          Leaf.of(
              headers.sequence(),
              headers.eventId(),
              headers.eventHash(),
              headers.receivedAtMicros()));
    } catch (IllegalArgumentException e) {
      String reason = e.getMessage();
      return new Malformed(new PolicyId(policyId), reason == null ? "unreadable" : reason);
    }
  }

  private static byte @Nullable [] header(ConsumerRecord<byte[], byte[]> message, String name) {
    Header header = message.headers().lastHeader(name);
    return header == null ? null : header.value();
  }
}
