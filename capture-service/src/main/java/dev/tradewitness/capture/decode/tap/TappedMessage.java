package dev.tradewitness.capture.decode.tap;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.UuidV7;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message as it lay in its topic. Delivered again it is the same message, with the same
/// [#eventId].
///
/// @param timestampMillis as the topic has it
/// @param traceId of its `traceparent` header, null when it has none
public record TappedMessage(
    String topic, int partition, long offset, long timestampMillis, @Nullable UUID traceId)
    implements Origin {

  public TappedMessage {
    timestampMillis = Math.max(0, timestampMillis);
  }

  @Override
  public JsonObject source() {
    return JsonObject.builder()
        .put("topic", topic)
        .put("partition", partition)
        .put("offset", offset)
        .build();
  }

  /// A UUIDv7 of the message's time and of SHA-256 over `topic|partition|offset|key|value`.
  public UUID eventId(byte @Nullable [] key, byte[] value) {
    byte[] place = "%s|%d|%d|".formatted(topic, partition, offset).getBytes(StandardCharsets.UTF_8);
    byte[] keyAndBar = ByteBuffer.allocate(key == null ? 1 : key.length + 1).array();
    if (key != null) {
      System.arraycopy(key, 0, keyAndBar, 0, key.length);
    }
    keyAndBar[keyAndBar.length - 1] = '|';
    return UuidV7.ofContent(timestampMillis, Hash.of(place, keyAndBar, value));
  }
}
