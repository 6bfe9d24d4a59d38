package dev.tradewitness.kit.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `GET /metrics`: every meter in Prometheus text format, on the service's own port.
@RestController
public class MetricsController {

  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry meters;

  public MetricsController(PrometheusMeterRegistry meters) {
    this.meters = meters;
  }

  @GetMapping(path = "/metrics", produces = TEXT)
  String metrics() {
    return meters.scrape(TEXT);
  }
}
