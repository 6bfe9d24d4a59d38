package dev.tradewitness.capture.source.rest;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RestProperties.class)
class RestConfiguration {

  @Bean
  OpenConnections openConnections(MeterRegistry meters) {
    return new OpenConnections(meters);
  }
}
