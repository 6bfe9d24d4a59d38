package dev.tradewitness.capture.relay;

import com.zaxxer.hikari.HikariDataSource;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.stream.DatabaseSetup;
import dev.tradewitness.capture.stream.GroupStore;
import dev.tradewitness.capture.stream.SigningKey;
import dev.tradewitness.capture.stream.SigningKeys;
import dev.tradewitness.common.crypto.Ed25519PublicKey;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.kit.kafka.TopicTail;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The comparison of the database with what was published.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PublishedProperties.class)
class PublishedConfiguration {

  @Bean
  PublishedTable publishedTable(@Qualifier("backgroundDatabase") HikariDataSource database) {
    return new PublishedTable(
        JdbcClient.create(database), new TransactionTemplate(new JdbcTransactionManager(database)));
  }

  @Bean
  PublishedComparison publishedComparison(
      KafkaProperties kafka,
      PublishedTable table,
      GroupStore putBackStore,
      EventDecoder decoder,
      SigningKeys keys,
      PublishedProperties p,
      MeterRegistry meters) {
    return new PublishedComparison(
        new TopicTail(kafka.buildConsumerProperties(), Topics.VCP_EVENTS, p.patience()),
        table,
        () -> new PublishedRun(table, putBackStore, decoder, byId(keys), p.takeUnsealed()),
        p,
        meters);
  }

  private static Map<String, Ed25519PublicKey> byId(SigningKeys keys) {
    return keys.all().stream()
        .collect(Collectors.toMap(SigningKey::keyId, key -> new Ed25519PublicKey(key.publicKey())));
  }

  @Bean
  PublishedOffsets publishedOffsets(
      PublishedTable table,
      RelayTable heads,
      RelayLeases leases,
      PublishedComparison comparison,
      DatabaseSetup setup) {
    return new PublishedOffsets(table, heads, leases, comparison, setup::distrust);
  }
}
