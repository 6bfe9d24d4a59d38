package dev.tradewitness.capture.source.rest;

import dev.tradewitness.capture.health.CaptureHealth;
import dev.tradewitness.capture.sources.SourceTroubles;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.wire.Rfc3339;
import java.time.Instant;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `GET /health`: the members of both bodies in the VCP documents, and what else an operator asks
/// first.
@RestController
class HealthController {

  private final CaptureHealth health;

  HealthController(CaptureHealth health) {
    this.health = health;
  }

  @GetMapping(path = "/health", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<byte[]> health() {
    CaptureHealth.Report report = health.report();
    Instant lastAnchor = report.lastAnchor();
    JsonObject body =
        JsonObject.builder()
            .put("status", report.status().name().toLowerCase(Locale.ROOT))
            .put("vcp_version", "1.1")
            .put("events_logged", report.eventsLogged())
            .putOrNull("last_anchor", lastAnchor == null ? null : Rfc3339.text(lastAnchor))
            .put("queue_size", report.queueSize())
            .put("uptime_seconds", report.uptime().toSeconds())
            .put("pending_events", report.pendingEvents())
            .putOrNull("current_root", report.currentRoot())
            .put("relay_lag", report.relayLag())
            .put("relay_partitions", report.relayPartitions())
            .put("spooled_events", report.spooledEvents())
            .put("database", report.databaseAnswers() ? "up" : "down")
            .put("kafka", report.kafkaAnswers() ? "up" : "down")
            .put(
                "published",
                JsonObject.builder()
                    .put("state", report.published().state().name())
                    .put("put_back", report.published().putBack())
                    .putOrNull("detail", report.published().detail())
                    .build())
            .put(
                "sources",
                JsonObject.builder()
                    .put("digest", report.sourcesDigest().hex())
                    .putOrNull("refused", report.sourcesRefused())
                    .put(
                        "troubles",
                        JsonArray.of(
                            report.troubles().stream().map(HealthController::described).toList()))
                    .build())
            .build();
    HttpStatus status =
        switch (report.status()) {
          case HEALTHY, DEGRADED -> HttpStatus.OK;
          case UNHEALTHY -> HttpStatus.SERVICE_UNAVAILABLE;
        };
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_JSON)
        .body(CanonicalJson.asReceived(body));
  }

  private static JsonObject described(SourceTroubles.Trouble trouble) {
    return JsonObject.builder()
        .put("source", trouble.source())
        .put("reason", trouble.reason())
        .put("since", Rfc3339.text(trouble.since()))
        .build();
  }
}
