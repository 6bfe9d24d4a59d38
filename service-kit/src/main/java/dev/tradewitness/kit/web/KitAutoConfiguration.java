package dev.tradewitness.kit.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/// Gives every service its problem answers and its metrics page.
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration",
      "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
    })
@ConditionalOnWebApplication
public class KitAutoConfiguration {

  @Bean
  ProblemAdvice problemAdvice(MeterRegistry meters) {
    return new ProblemAdvice(meters);
  }

  @Bean
  MetricsController metricsController(PrometheusMeterRegistry meters) {
    return new MetricsController(meters);
  }
}
