package dev.tradewitness.capture.decode;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An event's name in the whole system.
///
/// @param assigned true when the event came without one, so that the id stands beside the document,
///   not in it
public record EventId(UUID value, boolean assigned) {

  /// The UUID that a text is: 8-4-4-4-12 hex digits in either case and nothing else, or null.
  public static @Nullable UUID uuid(String text) {
    if (text.length() != 36
        || text.charAt(8) != '-'
        || text.charAt(13) != '-'
        || text.charAt(18) != '-'
        || text.charAt(23) != '-') {
      return null;
    }
    long high = 0;
    long low = 0;
    for (int i = 0, digits = 0; i < 36; i++) {
      char c = text.charAt(i);
      if (c == '-') {
        if (i != 8 && i != 13 && i != 18 && i != 23) {
          return null;
        }
        continue;
      }
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        return null;
      }
      if (digits++ < 16) {
        high = high << 4 | digit;
      } else {
        low = low << 4 | digit;
      }
    }
    return new UUID(high, low);
  }

  /// As [#uuid], and also the 32 hex digits of a W3C trace-id, which are the same 128 bits.
  public static @Nullable UUID uuidOrTraceId(String text) {
    if (text.length() != 32) {
      return uuid(text);
    }
    return uuid(
        String.join(
            "-",
            text.substring(0, 8),
            text.substring(8, 12),
            text.substring(12, 16),
            text.substring(16, 20),
            text.substring(20)));
  }
}
