package dev.tradewitness.capture.decode.redis;

import java.time.Instant;
import java.util.Comparator;

/// The id of an entry of a Redis stream: two unsigned 64-bit numbers, `<milliseconds>-<sequence>`.
///
/// @param millis of the time at which it was added, unless its sender chose the id
public record EntryId(long millis, long sequence) implements Comparable<EntryId> {

  /// Before every entry.
  public static final EntryId ZERO = new EntryId(0, 0);

  private static final Comparator<EntryId> ORDER =
      Comparator.comparing(EntryId::millis, Long::compareUnsigned)
          .thenComparing(EntryId::sequence, Long::compareUnsigned);

  /// Milliseconds whose nanoseconds since 1970 fit a long.
  private static final long LAST_MILLIS = Long.MAX_VALUE / 1_000_000;

  /// @throws IllegalArgumentException when it is none
  public static EntryId parse(String text) {
    int hyphen = text.indexOf('-');
    if (hyphen < 0) {
      throw new IllegalArgumentException("no id of a stream's entry: " + text);
    }
    return new EntryId(
        Long.parseUnsignedLong(text.substring(0, hyphen)),
        Long.parseUnsignedLong(text.substring(hyphen + 1)));
  }

  /// The time that an event can hold and that is nearest.
  public Instant time() {
    return Instant.ofEpochMilli(millis < 0 ? LAST_MILLIS : Math.min(millis, LAST_MILLIS));
  }

  public boolean isAfter(EntryId other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(EntryId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(millis) + "-" + Long.toUnsignedString(sequence);
  }
}
