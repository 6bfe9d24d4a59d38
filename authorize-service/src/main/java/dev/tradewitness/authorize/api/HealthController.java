package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.lane.LaneClock;
import dev.tradewitness.authorize.ownership.Ownership;
import dev.tradewitness.authorize.publish.DecisionRelay;
import dev.tradewitness.authorize.publish.PublishedDecisions;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `GET /health`: in one look, whether orders are decided and whether the record of it gets out.
@RestController
class HealthController {

  private final Ownership ownership;
  private final ControlAdmin controls;
  private final LaneClock clock;
  private final DecisionRelay relay;
  private final PublishedDecisions published;
  private final TokenKeysHealth tokenKeys;

  HealthController(
      Ownership ownership,
      ControlAdmin controls,
      LaneClock clock,
      DecisionRelay relay,
      PublishedDecisions published,
      TokenKeysHealth tokenKeys) {
    this.ownership = ownership;
    this.controls = controls;
    this.clock = clock;
    this.relay = relay;
    this.published = published;
    this.tokenKeys = tokenKeys;
  }

  record HealthBody(
      String status,
      String service,
      String lanes,
      int laneCount,
      String durability,
      boolean clockAgrees,
      long relayBehind,
      PolicyBody policy,
      PublishedBody published,
      TokenKeysHealth.Body tokenKeys) {}

  /// @param version that judges
  /// @param unusable the version that should judge and cannot; null when all is well
  record PolicyBody(String version, @Nullable String unusable) {}

  /// How the journal compares with `authorize.decisions`.
  record PublishedBody(String state, @Nullable String detail) {}

  @GetMapping("/health")
  ResponseEntity<HealthBody> health() {
    Ownership.State state = ownership.state();
    TokenKeysHealth.Report keys = tokenKeys.report();
    boolean deciding = state == Ownership.State.OPEN && !keys.cannotSign();
    PublishedDecisions.Standing compared = published.standing();
    PolicyRef unusable = controls.unusablePolicy();
    boolean degraded =
        relay.isFarBehind()
            || unusable != null
            || clock.isSuspect()
            || keys.degraded()
            || compared.state() != PublishedDecisions.State.COMPARED;
    String status = !deciding ? "unhealthy" : degraded ? "degraded" : "healthy";
    return ResponseEntity.status(deciding ? 200 : 503)
        .body(
            new HealthBody(
                status,
                "authorize-service",
                state.name(),
                ownership.lanes().count(),
                "commit",
                !clock.isSuspect(),
                relay.behind(),
                new PolicyBody(
                    controls.rules().policy().ref().version(),
                    unusable == null ? null : unusable.version()),
                new PublishedBody(compared.state().name(), compared.detail()),
                keys.body()));
  }
}
