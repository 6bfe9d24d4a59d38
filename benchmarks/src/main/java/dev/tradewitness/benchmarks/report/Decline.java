package dev.tradewitness.benchmarks.report;

import java.util.List;
import java.util.Optional;

/// Whether a series of rates declines: the mean of its last quarter is compared with that of its
/// second. The first is left out, because a server is still warming up in it.
public final class Decline {
  public static final double LAST_TO_SECOND_MIN = 0.9;

  /// With fewer points a quarter is a point or less, and a single slow one would decide.
  static final int POINTS_MIN = 8;

  private Decline() {}

  /// What declined, in words; nothing when it does not, or when the series is too short to tell.
  public static Optional<String> of(List<Double> rates) {
    if (rates.size() < POINTS_MIN) {
      return Optional.empty();
    }
    int quarter = rates.size() / 4;
    double second = mean(rates.subList(quarter, 2 * quarter));
    double last = mean(rates.subList(rates.size() - quarter, rates.size()));
    return last >= LAST_TO_SECOND_MIN * second
        ? Optional.empty()
        : Optional.of(
            "the rate declines: %.0f/s in the last quarter, %.0f/s in the second (%.2f, at least %.2f)"
                .formatted(last, second, last / second, LAST_TO_SECOND_MIN));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }
}
