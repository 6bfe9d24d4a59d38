package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.lane.LaneClock;
import dev.tradewitness.authorize.ownership.Ownership;
import dev.tradewitness.authorize.publish.DecisionRelay;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `GET /health`: in one look, whether orders are decided and whether the record of it gets out.
@RestController
class HealthController {

  private final Ownership ownership;
  private final LaneClock clock;
  private final DecisionRelay relay;

  HealthController(Ownership ownership, LaneClock clock, DecisionRelay relay) {
    this.ownership = ownership;
    this.clock = clock;
    this.relay = relay;
  }

  record HealthBody(
      String status,
      String service,
      String lanes,
      int laneCount,
      String durability,
      boolean clockAgrees,
      long relayBehind) {}

  @GetMapping("/health")
  ResponseEntity<HealthBody> health() {
    boolean open = ownership.state() == Ownership.State.OPEN;
    boolean degraded = relay.isFarBehind() || clock.isSuspect();
    String status = !open ? "unhealthy" : degraded ? "degraded" : "healthy";
    return ResponseEntity.status(open ? 200 : 503)
        .body(
            new HealthBody(
                status,
                "authorize-service",
                ownership.state().name(),
                ownership.lanes().count(),
                "commit",
                !clock.isSuspect(),
                relay.behind()));
  }
}
