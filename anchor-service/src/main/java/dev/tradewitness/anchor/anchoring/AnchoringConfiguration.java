package dev.tradewitness.anchor.anchoring;

import dev.tradewitness.anchor.anchoring.rfc3161.Rfc3161Properties;
import dev.tradewitness.anchor.anchoring.rfc3161.TimeStampAuthority;
import dev.tradewitness.anchor.schedule.Tick;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class AnchoringConfiguration {

  @Bean
  AnchorJobs anchorJobs(JdbcClient jdbc) {
    return new AnchorJobs(jdbc);
  }

  @Bean
  Anchoring anchoring(
      Rfc3161Properties rfc3161,
      AnchorJobs jobs,
      AnchoringProperties settings,
      TransactionTemplate transactions,
      ObjectProvider<AnchorJobListener> listeners,
      InstantSource clock,
      MeterRegistry meters) {
    var authorities = new LinkedHashMap<String, TimeStampAuthority>();
    for (TimeStampAuthority authority : rfc3161.authorities(clock)) {
      if (authorities.put(authority.name(), authority) != null) {
        throw new IllegalStateException("two time-stamp targets are called " + authority.name());
      }
    }
    return new Anchoring(authorities, jobs, settings, transactions, listeners, clock, meters);
  }

  @Bean
  SchedulingConfigurer anchoringTick(
      Anchoring anchoring, AnchoringProperties settings, MeterRegistry meters) {
    var tick = new Tick("anchoring", anchoring::work, meters);
    return tasks -> tasks.addFixedDelayTask(tick, settings.pollInterval());
  }
}
