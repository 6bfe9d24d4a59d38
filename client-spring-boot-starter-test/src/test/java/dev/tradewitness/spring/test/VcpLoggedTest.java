package dev.tradewitness.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.client.delivery.ClientState;
import dev.tradewitness.spring.logged.LoggedCounts;
import dev.tradewitness.spring.logged.LoggedCounts.Reason;
import dev.tradewitness.spring.test.SomeApplication.Calls;
import dev.tradewitness.spring.test.SomeApplication.Desk;
import dev.tradewitness.spring.test.SomeApplication.Leg;
import dev.tradewitness.spring.test.SomeApplication.Order;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@SpringBootTest(
    classes = SomeApplication.class,
    properties = "tradewitness.client.policy-id=com.example:desk-1")
@RecordTradewitness
@ExtendWith(OutputCaptureExtension.class)
class VcpLoggedTest {

  @Autowired TradewitnessRecorder recorder;
  @Autowired Desk desk;
  @Autowired Calls calls;
  @Autowired LoggedCounts counts;
  @Autowired Tradewitness client;
  @Autowired MeterRegistry meters;
  @Autowired HealthIndicator tradewitnessHealthIndicator;

  @BeforeEach
  void forget() {
    recorder.reset();
  }

  @Test
  void aMethodOfAnInterfaceIsLoggedWithExactAmounts() {
    assertThat(AopUtils.isCglibProxy(desk)).isTrue();
    var order =
        new Order("A-1", new BigDecimal("185.50"), List.of(new Leg("AAPL", BigDecimal.ONE)));
    assertThat(desk.place(order)).isEqualTo("placed A-1");
    RecordedEvent event = recorder.events().getFirst();
    assertThat(event.type()).isEqualTo("ORD");
    assertThat(event.policyId()).isEqualTo("com.example:desk-1");
    assertThat(event.payload())
        .hasToString(
            "{\"id\":\"A-1\",\"price\":\"185.50\",\"legs\":[\"AAPL\"],\"result\":\"placed A-1\"}");
  }

  @Test
  void withoutAnExpressionThePayloadIsTheMethodAndTheTextOfItsResult() {
    calls.plain("done");
    calls.plain("x".repeat(2000) + "\uD83D");
    assertThat(recorder.events("AUD"))
        .extracting(event -> event.payload().toString())
        .containsExactly(
            "{\"function\":\"SomeApplication.Calls.plain\",\"result\":\"done\"}",
            "{\"function\":\"SomeApplication.Calls.plain\",\"result\":\"%s\"}"
                .formatted("x".repeat(1000)));
  }

  @Test
  void anExceptionReachesTheCallerAsItIsAndIsLoggedWhereAsked() {
    var failure = new IllegalStateException("with a secret");
    assertThatThrownBy(() -> calls.fail(failure)).isSameAs(failure);
    assertThat(recorder.events())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.type()).isEqualTo("ERR_CALL");
          assertThat(event.payload())
              .hasToString(
                  "{\"function\":\"SomeApplication.Calls.fail\",\"exception\":\"java.lang.IllegalStateException\"}");
        });
  }

  @Test
  void aCallIsLoggedOnlyWhenItsConditionIsTrue() {
    assertThat(calls.when(10)).isEqualTo(10);
    assertThat(calls.when(11)).isEqualTo(11);
    assertThat(recorder.events())
        .singleElement()
        .extracting(event -> event.payload().toString())
        .isEqualTo("{\"count\":11}");
  }

  @Test
  void anEventBelongsToTheTraceThatTheCallNames() {
    UUID trace = UUID.fromString("01932f5e-0000-7000-8000-000000000001");
    calls.traced(trace);
    calls.traced(trace.toString());
    calls.traced(null);
    assertThat(recorder.events())
        .extracting(RecordedEvent::traceId)
        .startsWith(trace.toString(), trace.toString())
        .last()
        .satisfies(own -> assertThat(UUID.fromString(own).version()).isEqualTo(7));
    long failed = counts.unlogged(Reason.FAILED);
    calls.traced("1-1-1-1-1");
    assertThat(counts.unlogged(Reason.FAILED)).isEqualTo(failed + 1);
  }

  @Test
  void aFutureIsLoggedWhenItIsCompleteAndIsTheMethodsOwn() {
    var future = new CompletableFuture<String>();
    assertThat(desk.execute(future, "b")).isSameAs(future);
    assertThat(recorder.events()).isEmpty();
    future.complete("filled");
    assertThat(recorder.events("EXE"))
        .singleElement()
        .extracting(event -> event.payload().toString())
        .isEqualTo("{\"result\":\"filled\",\"failed\":null,\"second\":\"b\"}");
  }

  @Test
  void aFutureThatFailsIsLoggedWithItsCause() {
    var future = new CompletableFuture<String>();
    var _ = desk.execute(future.thenApply(text -> text), "b");
    future.completeExceptionally(new IllegalStateException("no market"));
    assertThat(recorder.events("EXE"))
        .singleElement()
        .extracting(event -> event.payload().toString())
        .isEqualTo("{\"result\":null,\"failed\":\"no market\",\"second\":\"b\"}");
    assertThatThrownBy(future::join).isInstanceOf(CompletionException.class);
  }

  @Test
  void aBeanMakesThePayload() {
    assertThat(calls.byBean("good")).isEqualTo("good");
    assertThat(recorder.events("CXL"))
        .singleElement()
        .extracting(event -> event.payload().toString())
        .isEqualTo("{\"byBean\":[\"good\"]}");
  }

  @Test
  void whatGoesWrongIsCountedAndSaidOnceAndTheResultStands(CapturedOutput output) {
    long failed = counts.unlogged(Reason.FAILED);
    for (int i = 0; i < 5; i++) {
      assertThat(calls.byBean("bad")).isEqualTo("bad");
      assertThat(calls.byExpression("abc")).isEqualTo("abc");
    }
    assertThat(calls.byExpression(null)).isNull();
    assertThat(recorder.events()).isEmpty();
    assertThat(counts.unlogged(Reason.FAILED)).isEqualTo(failed + 11);
    assertThat(
            meters
                .get("tradewitness.client.calls.unlogged")
                .tag("reason", "failed")
                .functionCounter()
                .count())
        .isEqualTo((double) (failed + 11));
    assertThat(lines(output, "a call was not logged as an event")).isEqualTo(2);
  }

  private static long lines(CapturedOutput output, String text) {
    return Pattern.compile(text).matcher(output).results().count();
  }

  @Test
  void expressionsDoNotReachClasses() {
    long failed = counts.unlogged(Reason.FAILED);
    assertThat(calls.ofClass(this)).isSameAs(this);
    assertThat(counts.unlogged(Reason.FAILED)).isEqualTo(failed + 1);
  }

  @Test
  void healthAndMetersSayWhatTheClientCounts() {
    calls.plain("one");
    assertThat(recorder.events()).hasSize(1);
    assertThat(meters.get("tradewitness.client.stored").functionCounter().count())
        .isEqualTo((double) client.counters().stored())
        .isPositive();
    assertThat(meters.get("tradewitness.client.state").tag("state", "CONNECTED").gauge().value())
        .isEqualTo(1);
    Health connected = tradewitnessHealthIndicator.health(true);
    assertThat(connected.getStatus()).isEqualTo(Status.UP);
    assertThat(connected.getDetails()).containsEntry("state", ClientState.CONNECTED);

    recorder.loseCapture();
    calls.plain("two");
    assertThat(recorder.events()).hasSize(1);
    Health away = tradewitnessHealthIndicator.health(true);
    assertThat(away.getStatus()).isEqualTo(Status.UNKNOWN);
    assertThat(away.getDetails())
        .containsEntry("state", ClientState.DISCONNECTED)
        .containsEntry("onDisk", 1L);
    assertThat(meters.get("tradewitness.client.spool.events").gauge().value()).isEqualTo(1);
  }

  @Test
  void eventsHaveIdsOfVersionSeven() {
    calls.plain("one");
    assertThat(UUID.fromString(recorder.events().getFirst().id()).version()).isEqualTo(7);
  }
}
