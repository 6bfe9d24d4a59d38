package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.ownership.Ownership;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Ready only while orders are decided.
final class LanesHealthIndicator implements HealthIndicator {

  private final Ownership ownership;

  LanesHealthIndicator(Ownership ownership) {
    this.ownership = ownership;
  }

  @Override
  public Health health() {
    Ownership.State state = ownership.state();
    return (state == Ownership.State.OPEN ? Health.up() : Health.down())
        .withDetail("state", state.name())
        .build();
  }
}
