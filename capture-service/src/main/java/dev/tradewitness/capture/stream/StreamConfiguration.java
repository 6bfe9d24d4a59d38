package dev.tradewitness.capture.stream;

import com.zaxxer.hikari.HikariDataSource;
import dev.tradewitness.kit.heap.HeapRoom;
import dev.tradewitness.kit.signing.Ed25519Signer;
import dev.tradewitness.kit.signing.Secrets;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
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
    pool.setPoolName("committer");
    pool.setMaximumPoolSize(1);
    pool.setConnectionTimeout(1000);
    pool.setInitializationFailTimeout(-1);
    pool.setConnectionInitSql(
        """
        set statement_timeout = %d; set lock_timeout = %d;
        set idle_in_transaction_session_timeout = %d\
        """
            .formatted(
                p.statementTimeout().toMillis(),
                p.lockTimeout().toMillis(),
                p.idleInTransactionTimeout().toMillis()));
    // Beyond the server's own timeout: for a server that is gone without a word.
    pool.addDataSourceProperty(
        "socketTimeout", Long.toString(p.statementTimeout().toSeconds() + 2));
    pool.addDataSourceProperty("connectTimeout", "2");
    pool.addDataSourceProperty("tcpKeepAlive", "true");
    return pool;
  }

  /// For what must go on however slow the questions of others are: relay, leases, health.
  @Bean(defaultCandidate = false)
  HikariDataSource backgroundDatabase(DataSourceProperties database) {
    HikariDataSource pool =
        database.initializeDataSourceBuilder().type(HikariDataSource.class).build();
    pool.setPoolName("background");
    pool.setMaximumPoolSize(4);
    pool.setMinimumIdle(1);
    pool.setConnectionTimeout(2000);
    pool.setInitializationFailTimeout(-1);
    pool.setConnectionInitSql(
        "set statement_timeout = 5000; set lock_timeout = 2000;"
            + " set idle_in_transaction_session_timeout = 5000");
    pool.addDataSourceProperty("socketTimeout", "8");
    pool.addDataSourceProperty("connectTimeout", "2");
    pool.addDataSourceProperty("tcpKeepAlive", "true");
    return pool;
  }

  /// A group's documents as the driver sends them.
  @Bean
  HeapRoom roomOfGroup(CommitterProperties p) {
    return HeapRoom.of("tradewitness.capture.committer.group-size-max", p.groupSizeMax());
  }

  @Bean
  CommitQueue commitQueue() {
    return new CommitQueue(System::nanoTime);
  }

  @Bean
  StreamCommitter streamCommitter(
      @Qualifier("committerDatabase") HikariDataSource database,
      CommitQueue queue,
      DatabaseSetup setup,
      CommittedEvents listener,
      MeterRegistry meters,
      CommitterProperties p) {
    return new StreamCommitter(
        new EventStore(database, p.streamsMax(), new HeadMemory(setup::distrust)),
        queue,
        setup,
        databaseBreaker(p),
        listener,
        new StreamMeters(meters),
        p);
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

  /// For events that are put back, before anything is numbered.
  @Bean
  GroupStore putBackStore(
      @Qualifier("backgroundDatabase") HikariDataSource database, CommitterProperties p) {
    return new EventStore(database, p.streamsMax(), null);
  }

  @Bean
  StreamCommitterLifecycle streamCommitterLifecycle(StreamCommitter committer) {
    return new StreamCommitterLifecycle(committer);
  }

  /// Asks for the keys late: the schema comes before everything that reads it.
  @Bean
  DatabaseSetup databaseSetup(
      ObjectProvider<SigningKeys> keys,
      ObjectProvider<PublishedEvents> published,
      Ed25519Signer signer,
      CommitterProperties p) {
    return new DatabaseSetup(
        () -> keys.getObject().register(signer.publicKey()),
        published::getObject,
        p.databaseRetry());
  }

  @Bean
  SigningKeys signingKeys(SigningKeyRepository repository, InstantSource clock) {
    return new SigningKeys(repository, clock);
  }

  @Bean
  StreamReader streamReader(JdbcClient database) {
    return new StreamReader(database);
  }

  @Bean
  SourceReader sourceReader(JdbcClient database) {
    return new SourceReader(database);
  }

  @Bean
  SourceLeases sourceLeases(@Qualifier("backgroundDatabase") HikariDataSource database) {
    return new SourceLeases(JdbcClient.create(database));
  }

  @Bean(defaultCandidate = false)
  StreamReader backgroundReader(@Qualifier("backgroundDatabase") HikariDataSource database) {
    return new StreamReader(JdbcClient.create(database));
  }
}
