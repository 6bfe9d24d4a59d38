package dev.tradewitness.capture.search;

import dev.tradewitness.common.wire.Rfc3339;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/// The last event of a page. Text for clients to hand back, not to read.
public record Cursor(Instant receivedAt, UUID eventId) {

  private static final int BYTES = 24;

  public String text() {
    byte[] bytes =
        ByteBuffer.allocate(BYTES)
            .putLong(Rfc3339.micros(receivedAt))
            .putLong(eventId.getMostSignificantBits())
            .putLong(eventId.getLeastSignificantBits())
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  public static Optional<Cursor> of(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      if (bytes.length != BYTES) {
        return Optional.empty();
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      Instant receivedAt = Rfc3339.instantOfMicros(buffer.getLong());
      // What nobody was given may hold a time that PostgreSQL does not take.
      return Rfc3339.covers(receivedAt)
          ? Optional.of(new Cursor(receivedAt, new UUID(buffer.getLong(), buffer.getLong())))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
