package dev.tradewitness.kit.threads;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.event.ConsumerStoppedEvent;

/// Gives every service its watch over threads.
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration",
      "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
    })
public class ThreadConfiguration {

  @Bean
  ThreadWatch threadWatch(ApplicationEventPublisher events, MeterRegistry meters) {
    return new ThreadWatch(events, meters);
  }

  @Bean
  ReadinessListener readinessListener(ThreadWatch watch) {
    return new ReadinessListener(watch);
  }

  @Bean
  ConsumerListener consumerListener(ThreadWatch watch) {
    return new ConsumerListener(watch);
  }

  record ReadinessListener(ThreadWatch watch)
      implements ApplicationListener<AvailabilityChangeEvent<ReadinessState>> {
    @Override
    public void onApplicationEvent(AvailabilityChangeEvent<ReadinessState> change) {
      watch.readinessChanged(change);
    }
  }

  record ConsumerListener(ThreadWatch watch) implements ApplicationListener<ConsumerStoppedEvent> {
    @Override
    public void onApplicationEvent(ConsumerStoppedEvent stopped) {
      if (stopped.getReason() != ConsumerStoppedEvent.Reason.NORMAL) {
        watch.ended("consumer " + stopped.getSource() + ": " + stopped.getReason(), null);
      }
    }
  }
}
