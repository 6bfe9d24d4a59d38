package dev.tradewitness.spring.health;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.spring.client.ClientProperties;
import dev.tradewitness.spring.client.TradewitnessAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/// The health indicator `tradewitness`; `management.health.tradewitness.enabled=false` turns it
/// off.
@AutoConfiguration(after = TradewitnessAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean({Tradewitness.class, ClientProperties.class})
public final class TradewitnessHealthAutoConfiguration {

  @Bean
  @ConditionalOnEnabledHealthIndicator("tradewitness")
  @ConditionalOnMissingBean(name = "tradewitnessHealthIndicator")
  HealthIndicator tradewitnessHealthIndicator(Tradewitness client, ClientProperties p) {
    return new TradewitnessHealthIndicator(client, p.health().overflow());
  }
}
