package dev.tradewitness.authorize.publish;

import dev.tradewitness.authorize.journal.CursorStore;
import dev.tradewitness.authorize.journal.JournalStore;
import dev.tradewitness.authorize.ownership.Ownership;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.ProducerListener;

/// The way from the journal to Kafka.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RelayProperties.class)
class PublishConfiguration {

  @Bean
  FreshDecisions freshDecisions(RelayProperties p) {
    return new FreshDecisions(p.decisionsMax());
  }

  // The relay and the feed report a failed send themselves, once for many messages.
  @Bean
  ProducerListener<Object, Object> kafkaProducerListener() {
    return new ProducerListener<>() {};
  }

  @Bean
  DecisionRelay decisionRelay(
      FreshDecisions fresh,
      Ownership ownership,
      JournalStore journal,
      CursorStore cursors,
      KafkaTemplate<byte[], byte[]> kafka,
      RelayProperties p,
      MeterRegistry meters) {
    return new DecisionRelay(fresh, ownership, journal, cursors, kafka, p, meters);
  }
}
