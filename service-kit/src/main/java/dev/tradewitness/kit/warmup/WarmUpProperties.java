package dev.tradewitness.kit.warmup;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param timeMax how long a service runs its hot paths before it reports ready; 0 for no warm-up
/// @param roundsMax rounds after which it ends earlier: the code is compiled by then
@ConfigurationProperties(prefix = "tradewitness.warm-up", ignoreUnknownFields = false)
public record WarmUpProperties(
    @DefaultValue("3s") Duration timeMax, @DefaultValue("20000") int roundsMax) {

  /// The longest time that may be set.
  public static final Duration TIME_MAX = Duration.ofMinutes(1);

  public WarmUpProperties {
    if (timeMax.isNegative() || timeMax.compareTo(TIME_MAX) > 0) {
      throw new IllegalArgumentException(
          "a warm-up takes from 0 to %s, not %s".formatted(TIME_MAX, timeMax));
    }
    if (roundsMax < 1) {
      throw new IllegalArgumentException("a warm-up has at least 1 round, not " + roundsMax);
    }
  }
}
