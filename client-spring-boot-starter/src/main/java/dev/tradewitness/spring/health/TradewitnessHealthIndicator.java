package dev.tradewitness.spring.health;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.client.delivery.ClientState;
import dev.tradewitness.client.delivery.Counters;
import dev.tradewitness.spring.client.ClientProperties.Overflow;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/// The state of the way to capture, with figures. An application must not be taken out of service
/// because its witness is away, so only a setting makes any state DOWN.
final class TradewitnessHealthIndicator implements HealthIndicator {

  private final Tradewitness client;
  private final Overflow overflow;

  TradewitnessHealthIndicator(Tradewitness client, Overflow overflow) {
    this.client = client;
    this.overflow = overflow;
  }

  @Override
  public Health health() {
    ClientState state = client.state();
    Counters counts = client.counters();
    Health.Builder health = Health.status(status(state, overflow)).withDetail("state", state);
    String failure = client.failure();
    if (failure != null) {
      health.withDetail("lastFailure", failure);
    }
    return health
        .withDetail("logged", counts.logged())
        .withDetail("stored", counts.stored())
        .withDetail("buffered", counts.buffered())
        .withDetail("onDisk", counts.onDisk())
        .withDetail("diskBytes", counts.diskBytes())
        .withDetail("refused", counts.refused())
        .withDetail("setAside", counts.setAside())
        .withDetail("dropped", counts.dropped())
        .withDetail("damaged", counts.damaged())
        .build();
  }

  static Status status(ClientState state, Overflow overflow) {
    return switch (state) {
      case CONNECTED -> Status.UP;
      // Also before the first event: then nothing is known of capture.
      case DISCONNECTED -> Status.UNKNOWN;
      case OVERFLOW -> overflow == Overflow.DOWN ? Status.DOWN : Status.UNKNOWN;
    };
  }
}
