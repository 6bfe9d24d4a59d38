package dev.tradewitness.authorize.publish;

import dev.tradewitness.authorize.admin.ControlAdmin;
import dev.tradewitness.authorize.journal.CursorStore;
import dev.tradewitness.authorize.journal.JournalStore;
import dev.tradewitness.authorize.journal.PublishedStore;
import dev.tradewitness.authorize.ownership.Ownership;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.kit.kafka.TopicTail;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.ProducerListener;

/// The way from the journal to Kafka.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({RelayProperties.class, PublishedProperties.class})
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
  PublishedDecisions publishedDecisions(
      KafkaProperties kafka,
      PublishedStore positions,
      CursorStore cursors,
      Ownership ownership,
      PublishedProperties p,
      MeterRegistry meters) {
    return new PublishedDecisions(
        new TopicTail(kafka.buildConsumerProperties(), Topics.AUTHORIZE_DECISIONS, p.patience()),
        positions,
        cursors,
        ownership,
        p,
        meters);
  }

  @Bean
  ControlRelay controlRelay(
      ControlAdmin controls,
      JdbcClient database,
      Ownership ownership,
      KafkaTemplate<byte[], byte[]> kafka,
      MeterRegistry meters) {
    return new ControlRelay(controls, new ControlCursor(database), ownership, kafka, meters);
  }

  @Bean
  DecisionRelay decisionRelay(
      FreshDecisions fresh,
      Ownership ownership,
      JournalStore journal,
      CursorStore cursors,
      PublishedDecisions published,
      KafkaTemplate<byte[], byte[]> kafka,
      RelayProperties p,
      MeterRegistry meters) {
    return new DecisionRelay(fresh, ownership, journal, cursors, published, kafka, p, meters);
  }
}
