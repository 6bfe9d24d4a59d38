package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.authorization.Lanes;
import dev.tradewitness.authorize.publish.DecisionRelay;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `GET /health`: in one look, whether orders are decided and whether the record of it gets out.
@RestController
class HealthController {

  private final Lanes lanes;
  private final DecisionRelay relay;

  HealthController(Lanes lanes, DecisionRelay relay) {
    this.lanes = lanes;
    this.relay = relay;
  }

  record HealthBody(
      String status,
      String service,
      String lanes,
      int laneCount,
      String durability,
      long relayBehind) {}

  @GetMapping("/health")
  ResponseEntity<HealthBody> health() {
    boolean open = lanes.state() == Lanes.State.OPEN;
    String status = !open ? "unhealthy" : relay.isFarBehind() ? "degraded" : "healthy";
    return ResponseEntity.status(open ? 200 : 503)
        .body(
            new HealthBody(
                status,
                "authorize-service",
                lanes.state().name(),
                lanes.laneCount(),
                "commit",
                relay.behind()));
  }
}
