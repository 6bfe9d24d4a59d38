package dev.tradewitness.spring.logged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.client.delivery.Counters;
import dev.tradewitness.spring.logged.LoggedCounts.Reason;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class VcpLoggedEndTest {

  @TempDir Path folder;

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
    Starter.in(folder)
        .withUserConfiguration(Application.class)
        .run(context -> client.set(context.getBean(Tradewitness.class)));
    Counters counts = client.get().counters();
    assertThat(counts.logged()).isEqualTo(1);
    assertThat(counts.spooled()).isEqualTo(1);
    assertThat(counts.dropped()).isZero();
  }

  static class Book {
    @VcpLogged(value = "AUD", payloadBean = "closing")
    void close() {}
  }

  static class Closing implements VcpPayload, AutoCloseable {
    private boolean isClosed;

    @Override
    public Map<String, ?> payload(VcpCall call) {
      if (isClosed) {
        throw new IllegalStateException("closed");
      }
      return Map.of();
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }

  /// The end goes from the last bean to the first, but for those that others depend on.
  @Configuration(proxyBeanMethods = false)
  static class WithPayload {
    @Bean
    Book book() {
      return new Book();
    }

    @Bean
    DisposableBean bell(Book book) {
      return book::close;
    }

    @Bean
    Closing closing() {
      return new Closing();
    }
  }

  @Test
  void aBeanThatMakesThePayloadIsThereUntilThen() {
    var counts = new AtomicReference<LoggedCounts>();
    Starter.in(folder)
        .withUserConfiguration(WithPayload.class)
        .run(context -> counts.set(context.getBean(LoggedCounts.class)));
    assertThat(counts.get().unlogged(Reason.FAILED)).isZero();
  }

  static class Misspelt {
    @VcpLogged(value = "ORD", payload = "{id: #odrer}")
    void place(String order) {}
  }

  @Test
  void aWrongAnnotationStopsTheStart() {
    Starter.in(folder)
        .withBean(Misspelt.class)
        .run(context ->
            assertThat(context)
                .getFailure()
                .hasMessageContaining("@VcpLogged on " + Misspelt.class.getName() + ".place")
                .hasMessageContaining("there is no #odrer, only [#exception, #order, #result]"));
  }
}
