package dev.tradewitness.kit.time;

import java.time.Duration;
import java.time.Instant;

/// Times that were stored earlier, by this instance's clock or by another's.
public final class StoredTimes {

  /// Clocks of several instances differ by less.
  public static final Duration SKEW_MAX = Duration.ofMinutes(1);

  private StoredTimes() {}

  /// True when a time that was the present when it was stored is so far in the future that the
  /// clock was set back since.
  public static boolean isAhead(Instant stored, Instant now) {
    return stored.isAfter(latest(now));
  }

  /// The latest time that a stored time can be without the clock having been set back since.
  public static Instant latest(Instant now) {
    return now.plus(SKEW_MAX);
  }
}
