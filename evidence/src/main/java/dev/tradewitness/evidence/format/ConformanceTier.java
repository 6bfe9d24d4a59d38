package dev.tradewitness.evidence.format;

import java.time.Duration;

/// VCP's conformance tiers and how often each anchors (VCP v1.1, test ANC-002).
public enum ConformanceTier {
  SILVER(Duration.ofHours(24)),
  GOLD(Duration.ofHours(1)),
  PLATINUM(Duration.ofMinutes(10));

  private final Duration interval;

  ConformanceTier(Duration interval) {
    this.interval = interval;
  }

  /// The longest time between two anchors.
  public Duration interval() {
    return interval;
  }

  /// From here on ANC-002 is violated.
  public Duration delayMax() {
    return interval.multipliedBy(2);
  }
}
