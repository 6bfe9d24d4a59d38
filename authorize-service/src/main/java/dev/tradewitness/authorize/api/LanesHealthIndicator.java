package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.authorization.Lanes;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Ready only while orders are decided.
final class LanesHealthIndicator implements HealthIndicator {

  private final Lanes lanes;

  LanesHealthIndicator(Lanes lanes) {
    this.lanes = lanes;
  }

  @Override
  public Health health() {
    Lanes.State state = lanes.state();
    return (state == Lanes.State.OPEN ? Health.up() : Health.down())
        .withDetail("state", state.name())
        .build();
  }
}
