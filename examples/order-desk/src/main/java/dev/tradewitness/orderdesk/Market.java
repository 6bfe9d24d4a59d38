package dev.tradewitness.orderdesk;

import dev.tradewitness.spring.logged.VcpLogged;
import org.springframework.stereotype.Component;

/// Stands for a venue: every order is filled at its limit.
@Component
class Market {

  @VcpLogged(
      value = "EXE",
      trace = "#ticket.trace",
      payload =
          """
          {trade_data: {order_id: #result.orderId, execution_price: #result.price,
                        executed_qty: #result.quantity}}
          """)
  Execution execute(Ticket ticket) {
    NewOrder order = ticket.order();
    return new Execution(order.orderId(), order.price(), order.quantity());
  }

  /// Without an expression, the payload is the method's name and its result.
  @VcpLogged("AUD")
  String close() {
    return "closed";
  }
}
