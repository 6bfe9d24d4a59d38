package dev.tradewitness.capture.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.tradewitness.capture.CaptureHttp;
import dev.tradewitness.capture.CaptureTest;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.kit.threads.ThreadWatch;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/// The thread that renews the leases belongs to an executor, which an interrupt does not end. An
/// error does, as of a class that cannot be loaded.
@CaptureTest
@Import(LeaseThreadEndIT.Leases.class)
@DirtiesContext
class LeaseThreadEndIT {

  @Test
  void itsEndTakesReadinessAway(
      @LocalServerPort int port, @Autowired ThreadWatch threads, @Autowired AtomicBoolean fails) {
    var http = new CaptureHttp(port);
    assertThat(http.get("/actuator/health/readiness").status()).isEqualTo(200);
    fails.set(true);
    // Awaitility would take the place of the watch over threads.
    await()
        .dontCatchUncaughtExceptions()
        .atMost(Duration.ofSeconds(30))
        .until(() -> http.get("/actuator/health/readiness").status() == 503);
    assertThat(threads.ended()).containsExactly("relay-lease");
    assertThat(http.get("/health").status()).isEqualTo(503);
    assertThat(http.get("/health").json().string("status")).isEqualTo("unhealthy");
  }

  @TestConfiguration(proxyBeanMethods = false)
  static class Leases {

    @Bean
    AtomicBoolean fails() {
      return new AtomicBoolean();
    }

    @Bean
    @Primary
    RelayLeases leasesThatEnd(
        @Qualifier("backgroundDatabase") HikariDataSource database,
        RelayProperties properties,
        AtomicBoolean fails) {
      return new RelayLeases(
          JdbcClient.create(database),
          new EndingTransactions(
              new TransactionTemplate(new JdbcTransactionManager(database)), fails),
          UUID.randomUUID(),
          properties.lease(),
          Topics.PARTITIONS);
    }
  }

  /// Those of the service. One of them fails when told.
  private record EndingTransactions(TransactionOperations real, AtomicBoolean fails)
      implements TransactionOperations {
    @Override
    public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
      return real.execute((TransactionStatus status) -> {
        if (fails.getAndSet(false)) {
          throw new NoClassDefFoundError("of the leases");
        }
        return action.doInTransaction(status);
      });
    }
  }
}
