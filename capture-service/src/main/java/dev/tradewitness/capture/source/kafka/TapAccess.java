package dev.tradewitness.capture.source.kafka;

import dev.tradewitness.capture.sources.SourceTroubles;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.kafka.event.ConsumerRetryAuthEvent;
import org.springframework.kafka.event.ConsumerRetryAuthSuccessfulEvent;

/// Hears from the tap's consumer that Kafka refuses it, which no topic's description shows: the
/// login, or the consumer group.
final class TapAccess implements ApplicationEventPublisher {

  static final String DOOR = "kafka";

  /// Its consumer's troubles are under the door's name: while the door is open it has no other.
  private final SourceTroubles troubles;

  private final ApplicationEventPublisher next;

  private boolean open;

  /// @param next gets every event, too
  TapAccess(SourceTroubles troubles, ApplicationEventPublisher next) {
    this.troubles = troubles;
    this.next = next;
  }

  synchronized void opened() {
    open = true;
  }

  /// The consumer is ended; what its thread still says is not heard.
  synchronized void closed() {
    if (open) {
      troubles.ended(DOOR);
    }
    open = false;
  }

  @Override
  public void publishEvent(Object event) {
    hear(event);
    next.publishEvent(event);
  }

  private synchronized void hear(Object event) {
    if (!open) {
      return;
    }
    switch (event) {
      case ConsumerRetryAuthEvent refused ->
          troubles.began(
              DOOR,
              (switch (refused.getReason()) {
                    case AUTHENTICATION -> TapTrouble.LOGIN_REFUSED;
                    case AUTHORIZATION -> TapTrouble.NOT_PERMITTED;
                  })
                  .name());
      case ConsumerRetryAuthSuccessfulEvent ignored -> troubles.ended(DOOR);
      default -> {}
    }
  }
}
