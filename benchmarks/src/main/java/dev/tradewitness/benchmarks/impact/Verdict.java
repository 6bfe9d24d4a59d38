package dev.tradewitness.benchmarks.impact;

import java.util.Locale;

/// Whether a difference is below a bound, as far as its interval allows to say so.
sealed interface Verdict {

  /// The whole interval is below the bound.
  record Below() implements Verdict {}

  /// The whole interval is at or above the bound.
  record NotBelow() implements Verdict {}

  /// The bound lies within the interval.
  record Open(double plusMinus) implements Verdict {}

  static Verdict of(Estimate difference, double bound) {
    if (difference.values() < ImpactSettings.BLOCKS_MIN) {
      return new Open(Double.POSITIVE_INFINITY);
    }
    if (difference.high() < bound) {
      return new Below();
    }
    return difference.low() >= bound ? new NotBelow() : new Open(difference.plusMinus());
  }

  /// @param bound with its unit
  default String text(String bound, String unit) {
    return switch (this) {
      case Below() -> "below " + bound;
      case NotBelow() -> "NOT below " + bound;
      case Open(double plusMinus) ->
          String.format(Locale.ROOT, "cannot be told: interval ±%.1f %s", plusMinus, unit);
    };
  }
}
