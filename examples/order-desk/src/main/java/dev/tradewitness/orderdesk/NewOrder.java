package dev.tradewitness.orderdesk;

import dev.tradewitness.client.authorize.Order;
import java.math.BigDecimal;
import java.util.Objects;

/// An order as a customer sends it.
record NewOrder(
    String account,
    String orderId,
    String symbol,
    Order.Side side,
    BigDecimal quantity,
    BigDecimal price) {

  NewOrder {
    for (Object member : new Object[] {account, orderId, symbol, side, quantity, price}) {
      Objects.requireNonNull(member, "an order has all its members");
    }
  }

  /// @throws IllegalArgumentException when it is not an order that authorize-service takes
  Order asked() {
    return Order.limit(account, orderId, symbol, side, quantity, price);
  }
}
