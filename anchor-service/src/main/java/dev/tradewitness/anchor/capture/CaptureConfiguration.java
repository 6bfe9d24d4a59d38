package dev.tradewitness.anchor.capture;

import dev.tradewitness.anchor.schedule.Tick;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.SchedulingConfigurer;

/// Two who ask capture, each with a breaker of its own: what the repair of a log learned in the
/// background, for example while capture was still starting, must not refuse a person's evidence.
@Configuration(proxyBeanMethods = false)
class CaptureConfiguration {

  @Bean
  CaptureClient repairCapture(CaptureProperties capture, CaptureClientProperties settings) {
    return new CaptureClient("repair", capture.captureUrl(), settings);
  }

  @Bean
  CaptureClient evidenceCapture(CaptureProperties capture, CaptureClientProperties settings) {
    return new CaptureClient("evidence", capture.captureUrl(), settings);
  }

  @Bean
  EventKeys eventKeys(CaptureClient repairCapture, JdbcClient jdbc, InstantSource clock) {
    return new EventKeys(repairCapture, jdbc, clock);
  }

  @Bean
  SchedulingConfigurer eventKeysTick(
      EventKeys keys, CaptureClientProperties settings, MeterRegistry meters) {
    return tasks ->
        tasks.addFixedDelayTask(
            new Tick("event-keys", keys::refresh, meters), settings.keysInterval());
  }
}
