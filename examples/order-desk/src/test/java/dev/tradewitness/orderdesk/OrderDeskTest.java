package dev.tradewitness.orderdesk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.client.authorize.Order.Side;
import dev.tradewitness.spring.test.RecordedEvent;
import dev.tradewitness.spring.test.TradewitnessClientTest;
import dev.tradewitness.spring.test.TradewitnessRecorder;
import java.math.BigDecimal;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

@TradewitnessClientTest
@Import({AuthorizedDesk.class, Market.class})
class OrderDeskTest {

  @Autowired TradewitnessRecorder recorder;
  @Autowired Desk desk;
  @Autowired Market market;

  private final Ticket ticket =
      new Ticket(
          UUID.fromString("01932f5e-0000-7000-8000-000000000001"),
          new NewOrder(
              "alice", "A-1", "AAPL", Side.BUY, new BigDecimal("10"), new BigDecimal("185.50")));

  @BeforeEach
  void forget() {
    recorder.reset();
  }

  @Test
  void aPermittedOrderIsLoggedWithItsExactAmounts() {
    recorder.permitOrders();
    String authorization = desk.place(ticket);
    RecordedEvent event = recorder.events("ORD").getFirst();
    assertThat(event.traceId()).isEqualTo(ticket.trace().toString());
    assertThat(event.payload())
        .hasToString(
            """
            {"trade_data":{"order_id":"A-1","symbol":"AAPL","side":"BUY","order_type":"LIMIT",\
            "price":"185.50","quantity":"10"},"authorization":{"trace_id":"%s"}}\
            """
                .formatted(authorization));
    assertThat(recorder.events("REJ")).isEmpty();
  }

  @Test
  void aBlockedOrderIsLoggedAsRejectedWithItsReason() {
    recorder.blockOrders("QTY_LIMIT_EXCEEDED");
    assertThatThrownBy(() -> desk.place(ticket)).isInstanceOf(OrderBlockedException.class);
    assertThat(recorder.events())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.type()).isEqualTo("REJ");
          assertThat(event.payload().string("reject_reason")).isEqualTo("QTY_LIMIT_EXCEEDED");
        });
  }

  @Test
  void withoutAnAnswerNoOrderGoes() {
    assertThatThrownBy(() -> desk.place(ticket)).hasMessage("AUTHORIZATION_UNAVAILABLE");
    assertThat(recorder.events("ORD")).isEmpty();
  }

  @Test
  void anExecutionIsLoggedFromAMethodOfAClass() {
    Execution execution = market.execute(ticket);
    assertThat(execution.price()).isEqualByComparingTo("185.50");
    assertThat(recorder.events("EXE"))
        .singleElement()
        .extracting(event -> event.payload().toString())
        .isEqualTo(
            "{\"trade_data\":{\"order_id\":\"A-1\",\"execution_price\":\"185.50\",\"executed_qty\":\"10\"}}");
  }
}
