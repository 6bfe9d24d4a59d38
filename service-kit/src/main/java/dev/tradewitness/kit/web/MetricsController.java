package dev.tradewitness.kit.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `GET /metrics`: every meter in Prometheus text format, on the service's own port, whatever the
/// request's `Accept` asks for: it is the format that every scraper reads.
@RestController
public class MetricsController {

  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final MediaType TYPE = MediaType.parseMediaType(TEXT);

  private final PrometheusMeterRegistry meters;

  public MetricsController(PrometheusMeterRegistry meters) {
    this.meters = meters;
  }

  @GetMapping("/metrics")
  ResponseEntity<byte[]> metrics() {
    byte[] text = meters.scrape(TEXT).getBytes(StandardCharsets.UTF_8);
    return ResponseEntity.ok().contentType(TYPE).body(text);
  }
}
