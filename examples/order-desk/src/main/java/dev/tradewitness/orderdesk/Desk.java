package dev.tradewitness.orderdesk;

import dev.tradewitness.spring.logged.VcpLogged;

/// Takes orders. The annotations stand at the interface: every desk is witnessed.
interface Desk {

  /// @return the trace of the authorization
  /// @throws OrderBlockedException when authorize-service does not permit the order
  @VcpLogged(
      value = "ORD",
      trace = "#ticket.trace",
      payload =
          """
          {trade_data: {order_id: #ticket.order.orderId, symbol: #ticket.order.symbol,
                        side: #ticket.order.side, order_type: 'LIMIT',
                        price: #ticket.order.price, quantity: #ticket.order.quantity},
           authorization: {trace_id: #result}}
          """)
  @VcpLogged(
      value = "REJ",
      on = VcpLogged.On.EXCEPTION,
      trace = "#ticket.trace",
      payload =
          """
          {trade_data: {order_id: #ticket.order.orderId, symbol: #ticket.order.symbol},
           reject_reason: #exception.message}
          """)
  String place(Ticket ticket);
}
