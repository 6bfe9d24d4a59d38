package dev.tradewitness.vpin.publish;

import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.kit.heap.HeapRoom;
import dev.tradewitness.kit.kafka.KafkaRooms;
import dev.tradewitness.vpin.state.MetricArchive;
import dev.tradewitness.vpin.vitals.Vitals;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PublishProperties.class)
class PublishConfiguration {

  /// About what a metric takes with its reading.
  private static final int METRIC_BYTES = 160;

  /// In a topic as `./tradewitness` makes it.
  @Bean
  HeapRoom roomOfWaitingMetrics(PublishProperties properties) {
    return HeapRoom.of(
        "tradewitness.vpin.publish.waiting-max",
        properties.waitingMax(),
        (long) Topics.PARTITIONS * METRIC_BYTES);
  }

  /// Dead letters go by the same producer.
  @Bean
  HeapRoom roomOfProducers(KafkaProperties kafka) {
    return KafkaRooms.producers(kafka, 1);
  }

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
