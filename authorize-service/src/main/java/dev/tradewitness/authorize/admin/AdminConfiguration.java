package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.control.ReferenceProperties;
import dev.tradewitness.authorize.control.UnknownProperties;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What people set, read at start.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({UnknownProperties.class, ReferenceProperties.class})
class AdminConfiguration {

  @Bean
  ControlAdmin controlAdmin(
      RiskLimits limits,
      TradingStates states,
      Instruments instruments,
      UnknownProperties unknown,
      ReferenceProperties references,
      InstantSource clock) {
    return new ControlAdmin(limits, states, instruments, unknown, references, clock);
  }

  @Bean
  PolicyAdmin policyAdmin(StoredPolicies policies, InstantSource clock) {
    return new PolicyAdmin(policies, clock);
  }
}
