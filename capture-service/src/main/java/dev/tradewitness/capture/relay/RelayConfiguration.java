package dev.tradewitness.capture.relay;

import com.zaxxer.hikari.HikariDataSource;
import dev.tradewitness.capture.stream.StreamReader;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.kit.heap.HeapRoom;
import dev.tradewitness.kit.signing.Ed25519Signer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RelayProperties.class)
class RelayConfiguration {

  /// About what a stored event takes beside its document.
  private static final int EVENT_BYTES = 512;

  @Bean
  FreshEvents freshEvents(RelayProperties p) {
    return new FreshEvents(p.handOffEventsMax(), p.handOffSizeMax().toBytes());
  }

  @Bean
  HeapRoom roomOfHandedOffDocuments(RelayProperties p) {
    return HeapRoom.of("tradewitness.capture.relay.hand-off-size-max", p.handOffSizeMax());
  }

  @Bean
  HeapRoom roomOfHandedOffEvents(RelayProperties p) {
    return HeapRoom.of(
        "tradewitness.capture.relay.hand-off-events-max", p.handOffEventsMax(), EVENT_BYTES);
  }

  @Bean
  RelayLeases relayLeases(
      @Qualifier("backgroundDatabase") HikariDataSource database, RelayProperties p) {
    return new RelayLeases(
        JdbcClient.create(database),
        transactions(database),
        UUID.randomUUID(),
        p.lease(),
        Topics.PARTITIONS);
  }

  private static TransactionOperations transactions(DataSource database) {
    return new TransactionTemplate(new JdbcTransactionManager(database));
  }

  @Bean
  RelayTable relayTable(@Qualifier("backgroundDatabase") HikariDataSource database) {
    return new RelayTable(JdbcClient.create(database), transactions(database));
  }

  @Bean
  RelayHeads relayHeads(RelayTable table, RelayLeases leases, RelayProperties p) {
    return new RelayHeads(table, leases, p.scanInterval());
  }

  /// Idempotent, with one request in flight, as all producers of the services.
  @Bean(destroyMethod = "") // closed by the lifecycle, with a bound on the wait
  Producer<byte[], byte[]> relayProducer(KafkaProperties kafka) {
    Map<String, Object> settings = new HashMap<>(kafka.buildProducerProperties());
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "capture-relay");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 2);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, EventPublisher.REQUEST_BYTES_MAX);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
    // An event that is given up after others of its partition went through would arrive behind
    // them. So the producer keeps trying, in order, and the bound is on how many it holds.
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Bean
  StreamRelay streamRelay(
      FreshEvents fresh,
      @Qualifier("backgroundReader") StreamReader reader,
      RelayTable table,
      RelayHeads heads,
      RelayLeases leases,
      Producer<byte[], byte[]> relayProducer,
      PublishedOffsets published,
      Ed25519Signer signer,
      RelayProperties p,
      MeterRegistry meters) {
    return new StreamRelay(
        fresh,
        reader,
        table,
        heads,
        leases,
        new PlaceSealer(signer),
        new EventPublisher(relayProducer),
        published,
        p,
        meters);
  }

  @Bean
  RelayLifecycle relayLifecycle(
      StreamRelay relay,
      RelayHeads heads,
      RelayLeases leases,
      Producer<byte[], byte[]> relayProducer,
      RelayProperties p) {
    return new RelayLifecycle(relay, heads, leases, relayProducer, p.leaseRenewal());
  }
}
