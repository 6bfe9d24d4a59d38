package dev.tradewitness.vpin.publish;

import dev.tradewitness.vpin.state.MetricArchive;
import dev.tradewitness.vpin.vitals.Vitals;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PublishProperties.class)
class PublishConfiguration {

  @Bean
  MetricPublisher metricPublisher(
      MetricArchive archive,
      KafkaTemplate<byte[], byte[]> kafka,
      PublishProperties properties,
      Vitals vitals) {
    return new MetricPublisher(archive, kafka, properties, vitals);
  }
}
