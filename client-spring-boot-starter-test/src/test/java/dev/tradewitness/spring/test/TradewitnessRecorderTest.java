package dev.tradewitness.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.client.authorize.Authorization;
import dev.tradewitness.client.authorize.Order;
import dev.tradewitness.client.delivery.Logged;
import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.event.EventWriter;
import dev.tradewitness.common.canonical.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/// The client on top of the recorder is the real one, so it judges the recorder's answers.
@TradewitnessClientTest
@TestPropertySource(
    properties =
        "tradewitness.client.authorize.token-keys.k7=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
class TradewitnessRecorderTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Autowired TradewitnessRecorder recorder;
  @Autowired Tradewitness client;
  @Autowired EventWriter writer;

  private final Order order =
      Order.limit("a", "1", "AAPL", Order.Side.BUY, new BigDecimal("1"), new BigDecimal("2.50"));

  @BeforeEach
  void forget() {
    recorder.reset();
  }

  @Test
  void anEventIsStoredOnceAndARepetitionGetsTheSameAnswer() {
    Event event = writer.write("ORD", JsonObject.builder().put("a", "1").build());
    Logged first = client.logAndWait(event, PATIENCE);
    assertThat(first).isInstanceOf(Logged.Stored.class);
    assertThat(client.logAndWait(event, PATIENCE)).isEqualTo(first);
    assertThat(recorder.events())
        .singleElement()
        .satisfies(it -> {
          assertThat(it.id()).isEqualTo(event.id().toString());
          assertThat(it.policyId()).isEqualTo("test:recorder");
        });
  }

  @Test
  void untilATestSaysOtherwiseNoOrderIsPermitted() {
    assertThat(client.authorize(order, PATIENCE)).isInstanceOf(Authorization.Unavailable.class);
  }

  @Test
  void aPermittedOrderHasATokenThatIsGoodForIt() {
    recorder.permitOrders();
    Authorization answer = client.authorize(order, PATIENCE);
    assertThat(answer.permits()).as("%s", answer).isTrue();
    assertThat(((Authorization.Decision) answer).faults()).isEmpty();
  }

  @Test
  void aBlockedOrderHasTheReasonOfTheTest() {
    recorder.blockOrders("SYMBOL_RESTRICTION");
    Authorization answer = client.authorize(order, PATIENCE);
    assertThat(answer.permits()).isFalse();
    assertThat(((Authorization.Decision) answer).reasons())
        .extracting(Authorization.Reason::code)
        .containsExactly("SYMBOL_RESTRICTION");
  }

  @Test
  void whileCaptureIsAwayEventsAreOnTheDiskAndComeLater() {
    recorder.loseCapture();
    Event event = writer.write("ORD", JsonObject.empty());
    assertThat(client.logAndWait(event, PATIENCE))
        .isEqualTo(new Logged.Spooled(Logged.Disk.CLIENT));
    assertThat(recorder.events()).isEmpty();
    recorder.findCapture();
    RecordedEvent found =
        Awaitility.await().until(recorder::events, events -> !events.isEmpty()).getFirst();
    assertThat(found.id()).isEqualTo(event.id().toString());
  }
}
