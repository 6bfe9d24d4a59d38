package dev.tradewitness.anchor.publish;

import dev.tradewitness.anchor.batch.AnchorMessages;
import dev.tradewitness.anchor.schedule.Tick;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.scheduling.annotation.SchedulingConfigurer;

@Configuration(proxyBeanMethods = false)
class PublishConfiguration {

  @Bean
  SchedulingConfigurer publishTick(
      AnchorMessages messages,
      KafkaTemplate<byte[], byte[]> kafka,
      PublishProperties settings,
      MeterRegistry meters) {
    var publisher = new AnchorPublisher(messages, kafka, settings);
    var tick = new Tick("publish", publisher::publish, meters);
    return tasks -> tasks.addFixedDelayTask(tick, settings.pollInterval());
  }
}
