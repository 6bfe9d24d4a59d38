package dev.tradewitness.authorize.admin;

import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Changes that need a second person.
///
/// @param life how long a change waits for approval
/// @param waitingMax how many may wait
/// @param approvers who may approve; when empty, anybody but the author
@ConfigurationProperties(prefix = "tradewitness.authorize.changes", ignoreUnknownFields = false)
public record ChangesProperties(
    @DefaultValue("24h") Duration life,
    @DefaultValue("1000") int waitingMax,
    @DefaultValue Set<String> approvers) {

  public ChangesProperties {
    if (!life.isPositive()) {
      throw new IllegalArgumentException("changes.life is not positive: " + life);
    }
    if (waitingMax < 1 || waitingMax > 100_000) {
      throw new IllegalArgumentException(
          "changes.waiting-max is not within 1 to 100000: " + waitingMax);
    }
    approvers = Set.copyOf(approvers);
  }
}
