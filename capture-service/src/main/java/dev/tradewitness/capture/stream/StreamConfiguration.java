package dev.tradewitness.capture.stream;

import com.zaxxer.hikari.HikariDataSource;
import dev.tradewitness.kit.signing.Ed25519Signer;
import dev.tradewitness.kit.signing.Secrets;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({CommitterProperties.class, SigningProperties.class})
class StreamConfiguration {

  @Bean
  Ed25519Signer ed25519Signer(SigningProperties p) {
    return new Ed25519Signer(
        Secrets.read("tradewitness.capture.signing.seed", p.seed(), p.seedFile(), 32));
  }

  @Bean
  EventSigner eventSigner(Ed25519Signer signer, SigningProperties p) {
    return new EventSigner(
        signer,
        p.mode(),
        p.streams().stream()
            .collect(
                Collectors.toMap(
                    SigningProperties.Stream::policyId, SigningProperties.Stream::mode)));
  }

  /// The committer's own connection, so that reads can never keep it waiting.
  @Bean(defaultCandidate = false)
  HikariDataSource committerDatabase(DataSourceProperties database, CommitterProperties p) {
    HikariDataSource pool =
        database.initializeDataSourceBuilder().type(HikariDataSource.class).build();
    long timeoutMillis = p.statementTimeout().toMillis();
    pool.setPoolName("committer");
    pool.setMaximumPoolSize(1);
    pool.setConnectionTimeout(1000);
    pool.setInitializationFailTimeout(-1);
    pool.setConnectionInitSql("set statement_timeout = " + timeoutMillis);
    // Beyond the server's own timeout: for a server that is gone without a word.
    pool.addDataSourceProperty("socketTimeout", Long.toString(timeoutMillis / 1000 + 2));
    pool.addDataSourceProperty("tcpKeepAlive", "true");
    return pool;
  }

  @Bean
  StreamCommitter streamCommitter(
      @Qualifier("committerDatabase") HikariDataSource database,
      CommittedEvents listener,
      MeterRegistry meters,
      CommitterProperties p) {
    return new StreamCommitter(
        new EventStore(database), databaseBreaker(p), listener, new StreamMeters(meters), p);
  }

  private static CircuitBreaker databaseBreaker(CommitterProperties p) {
    return CircuitBreaker.of(
        "committer-database",
        CircuitBreakerConfig.custom()
            .slidingWindow(2, 2, SlidingWindowType.COUNT_BASED)
            .failureRateThreshold(100)
            .waitDurationInOpenState(p.databaseRetry())
            .permittedNumberOfCallsInHalfOpenState(1)
            .automaticTransitionFromOpenToHalfOpenEnabled(true)
            .build());
  }

  @Bean
  StreamCommitterLifecycle streamCommitterLifecycle(StreamCommitter committer) {
    return new StreamCommitterLifecycle(committer);
  }

  @Bean
  SigningKeys signingKeys(SigningKeyRepository repository, Ed25519Signer signer) {
    var keys = new SigningKeys(repository, InstantSource.system());
    keys.register(signer.publicKey());
    return keys;
  }

  @Bean
  StreamReader streamReader(JdbcClient database) {
    return new StreamReader(database);
  }
}
