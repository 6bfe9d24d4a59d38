package dev.tradewitness.capture.decode;

import dev.tradewitness.common.wire.Rfc3339;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Reads the times that events claim.
final class EventTime {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private EventTime() {}

  /// Nanoseconds since 1970 of an RFC 3339 time with zone, or null for anything else. Python's
  /// `isoformat()` is such a time, with six fraction digits or none.
  static @Nullable Long ofIso(String text) {
    if (text.length() < 20 || text.length() > 40) {
      return null;
    }
    try {
      Instant at = Rfc3339.parse(text);
      return Math.addExact(Math.multiplyExact(at.getEpochSecond(), NANOS_PER_SECOND), at.getNano());
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  /// Nanoseconds since 1970 of a decimal count whose unit its length tells: the sources write 10
  /// digits for seconds, 13 for milliseconds, 16 for microseconds and 19 for nanoseconds. Null for
  /// any other text.
  static @Nullable Long ofInteger(String text) {
    long unit =
        switch (text.length()) {
          case 10 -> NANOS_PER_SECOND;
          case 13 -> 1_000_000L;
          case 16 -> 1_000L;
          case 19 -> 1L;
          default -> 0L;
        };
    if (unit == 0) {
      return null;
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return null;
      }
      value = value * 10 + digit;
    }
    return value < 0 || value > Long.MAX_VALUE / unit ? null : value * unit;
  }
}
