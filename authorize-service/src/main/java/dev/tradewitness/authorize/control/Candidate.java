package dev.tradewitness.authorize.control;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Price;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.TimeInForce;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An order with the price it is valued and reserved at, and the time in force that counts for it.
///
/// @param price the valuation price per unit; null when there is nothing to value the order at
public record Candidate(
    ClientId client, Order order, @Nullable BigDecimal price, TimeInForce timeInForce) {

  /// Values a buy limit order at its limit and a market order at the reference price. A sell limit
  /// order fills at its limit or higher, so it is valued at the larger of limit and reference
  /// price.
  ///
  /// @param whenAbsent the time in force of an order that names none
  public static Candidate of(
      ClientId client, Order order, ControlBook book, TimeInForce whenAbsent) {
    return new Candidate(
        client,
        order,
        valuation(order, book),
        Objects.requireNonNullElse(order.timeInForce(), whenAbsent));
  }

  private static @Nullable BigDecimal valuation(Order order, ControlBook book) {
    Price limit = order.price();
    BigDecimal reference = book.reference(order.symbol());
    if (limit == null) {
      return reference;
    }
    if (order.side() == Side.BUY) {
      return limit.value();
    }
    if (reference == null) {
      return book.unknown().blockUnpricedSells() ? null : limit.value();
    }
    return limit.value().max(reference);
  }

  /// The price that the order itself names; a market order's is the valuation price.
  public @Nullable BigDecimal quotedPrice() {
    Price limit = order.price();
    return limit == null ? price : limit.value();
  }

  /// Quantity × valuation price, exactly; null when there is no valuation price.
  public @Nullable BigDecimal value() {
    return price == null ? null : order.qty().value().multiply(price);
  }
}
