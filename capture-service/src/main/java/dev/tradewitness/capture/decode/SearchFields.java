package dev.tradewitness.capture.decode;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What an event can be found by. Text longer than [#CHARS_MAX] or with a zero character is not
/// searchable (PostgreSQL has no text with zero characters, and an index entry has a bounded size);
/// the document keeps it all the same.
///
/// @param eventTimeNanos the time the event claims for itself, nanoseconds since 1970
public record SearchFields(
    @Nullable String eventType,
    @Nullable UUID traceId,
    @Nullable String symbol,
    @Nullable String orderId,
    @Nullable String accountId,
    @Nullable Long eventTimeNanos) {

  public static final int CHARS_MAX = 128;

  static @Nullable String searchable(@Nullable String text) {
    return text == null || text.isEmpty() || text.length() > CHARS_MAX || text.indexOf('\0') >= 0
        ? null
        : text;
  }
}
