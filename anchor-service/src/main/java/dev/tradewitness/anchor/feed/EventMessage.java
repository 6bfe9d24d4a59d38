package dev.tradewitness.anchor.feed;

import dev.tradewitness.anchor.log.Leaf;
import dev.tradewitness.common.event.PolicyId;
import dev.tradewitness.common.wire.EventHeaders;
import dev.tradewitness.common.wire.Partitions;
import dev.tradewitness.common.wire.Place;
import dev.tradewitness.common.wire.PlaceSeal;
import dev.tradewitness.common.wire.Rfc3339;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/// A message of `vcp.events` as the anchor reads it: key and headers, never the value.
sealed interface EventMessage {

  /// @param seal by which capture says that this is the event's place; null without one
  record Event(PolicyId policyId, EventHeaders headers, Leaf leaf, @Nullable PlaceSeal seal)
      implements EventMessage {

    Place place() {
      return new Place(policyId.value(), headers);
    }

    String tier() {
      return headers.conformanceTier();
    }
  }

  /// The stream is known, the event is not.
  record Malformed(PolicyId policyId, String reason) implements EventMessage {}

  /// Not even the stream is known.
  ///
  /// @param letter the dead letter's reason
  record Stray(String letter, String reason) implements EventMessage {}

  /// In another partition than its stream's messages. It is not capture's, and must not stand for
  /// what the right partition brings in the same poll.
  record Misplaced(PolicyId policyId, int rightPartition) implements EventMessage {}

  /// One more than the highest sequence that is taken: what JSON numbers hold exactly.
  long SEQUENCE_END = 1L << 53;

  /// Microseconds of the years 1 to 9999, which every store and format here can hold.
  long RECEIVED_AT_MIN = Rfc3339.micros(Instant.parse("0001-01-01T00:00:00Z"));

  long RECEIVED_AT_END = Rfc3339.micros(Instant.parse("9999-12-31T23:59:59Z")) + 1_000_000;

  /// @param partitions of the topic
  static EventMessage of(ConsumerRecord<byte[], byte[]> message, int partitions) {
    String policyId = key(message);
    if (PolicyId.isValid(policyId)) {
      int right = Partitions.of(policyId, partitions);
      if (right != message.partition()) {
        return new Misplaced(new PolicyId(policyId), right);
      }
    }
    return of(message);
  }

  /// As it is read wherever it is.
  static EventMessage of(ConsumerRecord<byte[], byte[]> message) {
    String policyId = key(message);
    if (!PolicyId.isValid(policyId)) {
      return new Stray("NO_POLICY_ID", "the key is no policy id");
    }
    try {
      EventHeaders headers = inRange(EventHeaders.decode(name -> header(message, name)));
      return new Event(
          new PolicyId(policyId),
          headers,
          Leaf.of(
              headers.sequence(),
              headers.eventId(),
              headers.eventHash(),
              headers.receivedAtMicros()),
          PlaceSeal.decode(header(message, PlaceSeal.HEADER)));
    } catch (IllegalArgumentException e) {
      String reason = e.getMessage();
      return new Malformed(new PolicyId(policyId), reason == null ? "unreadable" : reason);
    }
  }

  private static String key(ConsumerRecord<byte[], byte[]> message) {
    byte[] key = message.key();
    return key == null ? "" : new String(key, StandardCharsets.UTF_8);
  }

  private static EventHeaders inRange(EventHeaders headers) {
    if (headers.sequence() >= SEQUENCE_END) {
      throw new IllegalArgumentException(
          "sequence %d is above 2^53 - 1".formatted(headers.sequence()));
    }
    long receivedAt = headers.receivedAtMicros();
    if (receivedAt < RECEIVED_AT_MIN || receivedAt >= RECEIVED_AT_END) {
      throw new IllegalArgumentException(
          "received_at %d is not in the years 1 to 9999".formatted(receivedAt));
    }
    return headers;
  }

  private static byte @Nullable [] header(ConsumerRecord<byte[], byte[]> message, String name) {
    Header header = message.headers().lastHeader(name);
    return header == null ? null : header.value();
  }
}
