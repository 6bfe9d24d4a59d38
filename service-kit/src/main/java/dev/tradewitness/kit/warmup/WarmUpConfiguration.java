package dev.tradewitness.kit.warmup;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/// Gives every service with a [Rehearsal] its warm-up.
@AutoConfiguration
@EnableConfigurationProperties(WarmUpProperties.class)
public class WarmUpConfiguration {

  @Bean
  WarmUp warmUp(ObjectProvider<Rehearsal> rehearsals, WarmUpProperties settings) {
    return new WarmUp(rehearsals.orderedStream().toList(), settings);
  }
}
