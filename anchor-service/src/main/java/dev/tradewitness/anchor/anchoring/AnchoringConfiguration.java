package dev.tradewitness.anchor.anchoring;

import dev.tradewitness.anchor.anchoring.rfc3161.Rfc3161Properties;
import dev.tradewitness.anchor.schedule.Tick;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
  JobResults jobResults(
      AnchorJobs jobs,
      AnchoringProperties settings,
      TransactionTemplate transactions,
      ObjectProvider<AnchorJobListener> listeners,
      InstantSource clock,
      MeterRegistry meters) {
    return new JobResults(jobs, settings, transactions, listeners, clock, meters);
  }

  @Bean
  Anchoring anchoring(
      Rfc3161Properties rfc3161,
      AnchorJobs jobs,
      JobResults results,
      AnchoringProperties settings,
      InstantSource clock) {
    var names = new HashSet<String>();
    var queues = new ArrayList<TargetQueue>();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    for (AnchorTarget target : rfc3161.authorities(clock)) {
      if (!names.add(target.identity().name())) {
        throw new IllegalStateException(
            "two time-stamp targets are called " + target.identity().name());
      }
      queues.add(new TargetQueue(target, jobs, results, settings, threads, clock));
    }
    return new Anchoring(queues, jobs, threads);
  }

  @Bean
  SchedulingConfigurer anchoringTick(
      Anchoring anchoring, AnchoringProperties settings, MeterRegistry meters) {
    var tick = new Tick("anchoring", anchoring::work, meters);
    return tasks -> tasks.addFixedDelayTask(tick, settings.pollInterval());
  }
}
