package dev.tradewitness.spring.logged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.client.delivery.Counters;
import dev.tradewitness.spring.client.TradewitnessAutoConfiguration;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class VcpLoggedEndTest {

  @TempDir Path folder;

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  TradewitnessAutoConfiguration.class, VcpLoggedAutoConfiguration.class))
          .withPropertyValues(
              "tradewitness.client.capture=http://127.0.0.1:9",
              "tradewitness.client.policy-id=test:end",
              "tradewitness.client.close-patience=0s");

  static class Market {
    @VcpLogged("AUD")
    void close() {}
  }

  /// Made before the client, which nothing of the application asks for.
  @Configuration(proxyBeanMethods = false)
  static class Application {
    @Bean
    Market market() {
      return new Market();
    }

    @Bean
    DisposableBean bell(Market market) {
      return market::close;
    }
  }

  @Test
  void whatTheApplicationDoesAtItsEndIsLoggedBeforeTheClientIsClosed() {
    var client = new AtomicReference<Tradewitness>();
    runner
        .withPropertyValues("tradewitness.client.spool.folder=" + folder)
        .withUserConfiguration(Application.class)
        .run(context -> client.set(context.getBean(Tradewitness.class)));
    Counters counts = client.get().counters();
    assertThat(counts.logged()).isEqualTo(1);
    assertThat(counts.spooled()).isEqualTo(1);
    assertThat(counts.dropped()).isZero();
  }

  static class Misspelt {
    @VcpLogged(value = "ORD", payload = "{id: #odrer}")
    void place(String order) {}
  }

  @Test
  void aWrongAnnotationStopsTheStart() {
    runner
        .withPropertyValues("tradewitness.client.spool.folder=" + folder)
        .withBean(Misspelt.class)
        .run(context ->
            assertThat(context)
                .getFailure()
                .hasMessageContaining("@VcpLogged on " + Misspelt.class.getName() + ".place")
                .hasMessageContaining("there is no #odrer, only [#exception, #order, #result]"));
  }
}
