package dev.tradewitness.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.spring.logged.LoggedCounts;
import dev.tradewitness.spring.logged.LoggedCounts.Reason;
import dev.tradewitness.spring.test.SomeApplication.Desk;
import dev.tradewitness.spring.test.SomeApplication.Order;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

@TradewitnessClientTest
@TestPropertySource(properties = "spring.aop.proxy-target-class=false")
class VcpLoggedByInterfaceTest {

  private static final Order ORDER = new Order("A-1", new BigDecimal("1"), List.of());

  @Autowired TradewitnessRecorder recorder;
  @Autowired Desk desk;
  @Autowired Tradewitness client;
  @Autowired LoggedCounts counts;

  @BeforeEach
  void forget() {
    recorder.reset();
  }

  @Test
  void behindAProxyOfTheInterfaceItsAnnotationsAndThoseOfTheClassCount() {
    assertThat(AopUtils.isJdkDynamicProxy(desk)).isTrue();
    assertThat(desk.place(ORDER)).isEqualTo("placed A-1");
    assertThat(desk.execute(CompletableFuture.completedFuture("now"), "b")).isCompleted();
    assertThat(recorder.events())
        .extracting(event -> event.payload().toString())
        .containsExactly(
            "{\"id\":\"A-1\",\"price\":\"1\",\"legs\":[],\"result\":\"placed A-1\"}",
            "{\"result\":\"now\",\"failed\":null,\"second\":\"b\"}");
  }

  @Test
  @DirtiesContext
  void withAClosedClientTheCallGoesOnAndIsCounted() {
    client.close();
    assertThat(desk.place(ORDER)).isEqualTo("placed A-1");
    assertThat(counts.unlogged(Reason.DROPPED)).isEqualTo(1);
    assertThat(client.counters().dropped()).isEqualTo(1);
  }
}
