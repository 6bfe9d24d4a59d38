package dev.tradewitness.authorize.admin;

import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Changes that need a second person.
///
/// @param life how long a change waits for approval
/// @param waitingMax how many may wait, and a tenth more of trading states
/// @param approvers who may approve; when empty, anybody but the author
@ConfigurationProperties(prefix = "tradewitness.authorize.changes", ignoreUnknownFields = false)
public record ChangesProperties(
    @DefaultValue("24h") Duration life,
    @DefaultValue("1000") int waitingMax,
    @DefaultValue Set<String> approvers) {

  private static final Duration LIFE_MAX = Duration.ofDays(366);
  private static final int WAITING_MAX = 1_000;

  public ChangesProperties {
    if (!life.isPositive() || life.compareTo(LIFE_MAX) > 0) {
      throw new IllegalArgumentException("changes.life is not within 1 ns to 366 days: " + life);
    }
    if (waitingMax < 1 || waitingMax > WAITING_MAX) {
      throw new IllegalArgumentException(
          "changes.waiting-max is not within 1 to %d: %d".formatted(WAITING_MAX, waitingMax));
    }
    approvers = Set.copyOf(approvers);
  }
}
