package dev.tradewitness.capture.relay;

import dev.tradewitness.capture.stream.StreamReader;
import dev.tradewitness.common.wire.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RelayProperties.class)
class RelayConfiguration {

  @Bean
  FreshEvents freshEvents(RelayProperties p) {
    return new FreshEvents(p.handOffEventsMax(), p.handOffSizeMax().toBytes());
  }

  @Bean
  RelayLeases relayLeases(JdbcClient database, TransactionTemplate transaction, RelayProperties p) {
    return new RelayLeases(database, transaction, UUID.randomUUID(), p.lease(), Topics.PARTITIONS);
  }

  @Bean(destroyMethod = "") // closed by the lifecycle, with a bound on the wait
  Producer<byte[], byte[]> relayProducer(KafkaProperties kafka) {
    Map<String, Object> settings = new HashMap<>(kafka.buildProducerProperties());
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "capture-relay");
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 2);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
    // An event that is given up after others of its partition went through would arrive behind
    // them: the producer
    // keeps trying, in order, and the bound is on how many it holds.
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Bean
  StreamRelay streamRelay(
      FreshEvents fresh,
      StreamReader reader,
      JdbcClient database,
      TransactionTemplate transaction,
      RelayLeases leases,
      Producer<byte[], byte[]> relayProducer,
      RelayProperties p,
      MeterRegistry meters) {
    return new StreamRelay(
        fresh,
        reader,
        new RelayTable(database, transaction),
        leases,
        new EventPublisher(relayProducer),
        p,
        meters);
  }

  @Bean
  RelayLifecycle relayLifecycle(
      StreamRelay relay,
      RelayLeases leases,
      Producer<byte[], byte[]> relayProducer,
      RelayProperties p) {
    return new RelayLifecycle(relay, leases, relayProducer, p.leaseRenewal());
  }
}
