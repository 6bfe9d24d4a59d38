package dev.tradewitness.vpin.vitals;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.FixedRateTask;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties(VitalsProperties.class)
class VitalsConfiguration {

  @Bean
  Vitals vitals(MeterRegistry meters) {
    return new Vitals(meters);
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
