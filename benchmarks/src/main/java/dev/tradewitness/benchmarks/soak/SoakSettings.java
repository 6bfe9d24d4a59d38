package dev.tradewitness.benchmarks.soak;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;

/// @param time of all four quarters
/// @param rate requests a second; without it half of what a closed loop reaches in [#maximum]
/// @param connections of the closed loop; the open loop has four times as many
/// @param openMax orders that are left open, of which the oldest is cancelled for each new one
/// @param warmUp before anything is measured
/// @param maximum for how long the maximum is measured when no rate is given
/// @param interval of the series
/// @param allowance what is no decline
public record SoakSettings(
    Duration time,
    OptionalDouble rate,
    int connections,
    int accounts,
    int openMax,
    Duration warmUp,
    Duration maximum,
    Duration interval,
    SoakVerdict.Allowance allowance,
    Path results) {
  private static final Duration TIME_MIN = Duration.ofSeconds(40);

  public SoakSettings {
    if (time.compareTo(TIME_MIN) < 0) {
      throw new IllegalArgumentException(
          "a soak shorter than %d s says nothing".formatted(TIME_MIN.toSeconds()));
    }
  }
}
