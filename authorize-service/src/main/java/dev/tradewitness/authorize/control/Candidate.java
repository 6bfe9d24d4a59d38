package dev.tradewitness.authorize.control;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Order;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// An order with the price it is valued at: its limit, or the reference price of a market order.
///
/// @param price null when there is nothing to value it at
public record Candidate(ClientId client, Order order, @Nullable BigDecimal price) {

  public static Candidate of(ClientId client, Order order, ControlBook book) {
    var limit = order.price();
    return new Candidate(
        client, order, limit != null ? limit.value() : book.reference(order.symbol()));
  }

  /// Quantity × price, exactly; null when there is no price.
  public @Nullable BigDecimal value() {
    return price == null ? null : order.qty().value().multiply(price);
  }
}
