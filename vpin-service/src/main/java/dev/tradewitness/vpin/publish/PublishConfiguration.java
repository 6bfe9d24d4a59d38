package dev.tradewitness.vpin.publish;

import dev.tradewitness.vpin.state.MetricArchive;
import dev.tradewitness.vpin.vitals.Vitals;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PublishProperties.class)
class PublishConfiguration {

  /// A producer is closed when all is acknowledged, or to be rid of what is not.
  @Bean
  DefaultKafkaProducerFactoryCustomizer producersCloseAtOnce() {
    return factory -> factory.setPhysicalCloseTimeout(1);
  }

  @Bean
  MetricPublisher metricPublisher(
      MetricArchive archive,
      KafkaTemplate<byte[], byte[]> kafka,
      PublishProperties properties,
      Vitals vitals) {
    return new MetricPublisher(archive, kafka, properties, vitals);
  }
}
