package dev.tradewitness.vpin.feed;

import dev.tradewitness.vpin.reading.VpinParameters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What is rehearsed before the service reports ready.
@Configuration(proxyBeanMethods = false)
class RehearsalConfiguration {

  @Bean
  TradeRehearsal tradeRehearsal(VpinParameters parameters) {
    return new TradeRehearsal(parameters.classifier());
  }
}
