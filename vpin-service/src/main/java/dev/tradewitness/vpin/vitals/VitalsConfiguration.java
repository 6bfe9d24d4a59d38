package dev.tradewitness.vpin.vitals;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.config.FixedRateTask;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties(VitalsProperties.class)
class VitalsConfiguration {

  /// Lag, topic, consumers, statistics, retention.
  private static final int TASKS = 5;

  /// A thread for each of the few tasks that may take long: none holds another one up.
  @Bean
  TaskScheduler taskScheduler() {
    var scheduler = new ThreadPoolTaskScheduler();
    scheduler.setPoolSize(TASKS);
    scheduler.setThreadNamePrefix("schedule-");
    return scheduler;
  }

  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  Vitals vitals(MeterRegistry meters, InstantSource clock) {
    return new Vitals(meters, new Progress(clock, System::nanoTime));
  }

  @Bean
  StatisticsLog statisticsLog(Vitals vitals) {
    return new StatisticsLog(vitals);
  }

  @Bean
  SchedulingConfigurer statisticsSchedule(StatisticsLog statistics, VitalsProperties properties) {
    Duration interval = properties.statisticsInterval();
    return tasks ->
        tasks.addFixedRateTask(new FixedRateTask(statistics::write, interval, interval));
  }
}
