package dev.tradewitness.common.wire;

import dev.tradewitness.common.crypto.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The Kafka headers of `vcp.events`: all that the anchor needs beside the key.
///
/// @param sequence place in the stream, 0 or more
/// @param receivedAtMicros microseconds since 1970
/// @param conformanceTier SILVER, GOLD or PLATINUM as the event says, unchecked
public record EventHeaders(
    long sequence, UUID eventId, Hash eventHash, long receivedAtMicros, String conformanceTier) {

  public static final String SEQUENCE = "sequence";
  public static final String EVENT_ID = "event_id";
  public static final String EVENT_HASH = "event_hash";
  public static final String RECEIVED_AT = "received_at";
  public static final String CONFORMANCE_TIER = "conformance_tier";

  public EventHeaders {
    if (sequence < 0) {
      throw new IllegalArgumentException("a sequence starts at 0, got " + sequence);
    }
  }

  public Map<String, byte[]> encode() {
    var headers = new LinkedHashMap<String, byte[]>();
    headers.put(SEQUENCE, ofLong(sequence));
    headers.put(
        EVENT_ID,
        ByteBuffer.allocate(16)
            .putLong(eventId.getMostSignificantBits())
            .putLong(eventId.getLeastSignificantBits())
            .array());
    headers.put(EVENT_HASH, eventHash.bytes());
    headers.put(RECEIVED_AT, ofLong(receivedAtMicros));
    headers.put(CONFORMANCE_TIER, conformanceTier.getBytes(StandardCharsets.US_ASCII));
    return headers;
  }

  /// @param header gives a header's bytes by name, or null
  /// @throws IllegalArgumentException naming the header that is missing or has the wrong length
  public static EventHeaders decode(Function<String, byte @Nullable []> header) {
    ByteBuffer id = ByteBuffer.wrap(exactly(header, EVENT_ID, 16));
    byte[] tier = header.apply(CONFORMANCE_TIER);
    return new EventHeaders(
        toLong(exactly(header, SEQUENCE, 8)),
        new UUID(id.getLong(), id.getLong()),
        new Hash(exactly(header, EVENT_HASH, Hash.BYTES)),
        toLong(exactly(header, RECEIVED_AT, 8)),
        tier == null ? "SILVER" : new String(tier, StandardCharsets.US_ASCII));
  }

  private static byte[] exactly(
      Function<String, byte @Nullable []> header, String name, int length) {
    byte[] bytes = header.apply(name);
    if (bytes == null || bytes.length != length) {
      throw new IllegalArgumentException(
          "header %s is %d bytes, got %s"
              .formatted(name, length, bytes == null ? "none" : Integer.toString(bytes.length)));
    }
    return bytes;
  }

  public static byte[] ofLong(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }

  public static long toLong(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }
}
