package dev.tradewitness.anchor.feed;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What is rehearsed before the service reports ready.
@Configuration(proxyBeanMethods = false)
class RehearsalConfiguration {

  @Bean
  LeafRehearsal leafRehearsal() {
    return new LeafRehearsal();
  }
}
