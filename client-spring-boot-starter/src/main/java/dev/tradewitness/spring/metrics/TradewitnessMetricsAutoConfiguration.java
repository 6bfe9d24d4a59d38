package dev.tradewitness.spring.metrics;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.spring.logged.LoggedCounts;
import dev.tradewitness.spring.logged.VcpLoggedAutoConfiguration;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/// Meters for every registry that Boot binds.
@AutoConfiguration(after = VcpLoggedAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean({Tradewitness.class, LoggedCounts.class})
public final class TradewitnessMetricsAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(name = "tradewitnessMeters")
  MeterBinder tradewitnessMeters(Tradewitness client, LoggedCounts calls) {
    return new ClientMeters(client, calls);
  }
}
