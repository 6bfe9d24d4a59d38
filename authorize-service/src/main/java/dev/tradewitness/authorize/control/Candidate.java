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
/// @param multiplier what the price of one unit counts times
public record Candidate(
    ClientId client,
    Order order,
    @Nullable BigDecimal price,
    BigDecimal multiplier,
    TimeInForce timeInForce) {

  /// Values a buy limit order at its limit and a market order at the reference price. A sell limit
  /// order fills at its limit or higher, so it is valued at the larger of limit and reference
  /// price.
  ///
  /// @param whenAbsent the time in force of an order that names none
  public static Candidate of(
      ClientId client, Order order, ControlBook book, TimeInForce whenAbsent) {
    InstrumentTerms terms = book.instrument(order.symbol());
    return new Candidate(
        client,
        order,
        valuation(order, book),
        terms == null ? BigDecimal.ONE : terms.multiplier(),
        Objects.requireNonNullElse(order.timeInForce(), whenAbsent));
  }

  private static @Nullable BigDecimal valuation(Order order, ControlBook book) {
    Price limit = order.price();
    if (limit != null && order.side() == Side.BUY) {
      return limit.value();
    }
    Reference reference = book.reference(order.symbol());
    if (limit == null) {
      return reference == null ? null : reference.valuation();
    }
    if (reference == null) {
      return book.unknown().blockUnpricedSells() ? null : limit.value();
    }
    return limit.value().max(reference.valuation());
  }

  /// The same order, valued by another book: what is in force when its turn comes.
  public Candidate under(ControlBook book) {
    return of(client, order, book, timeInForce);
  }

  /// The price that the order itself names; a market order's is the valuation price.
  public @Nullable BigDecimal quotedPrice() {
    Price limit = order.price();
    return limit == null ? price : limit.value();
  }

  /// Quantity × valuation price × multiplier, exactly; null when there is no valuation price.
  public @Nullable BigDecimal value() {
    if (price == null) {
      return null;
    }
    BigDecimal value = order.qty().value().multiply(price);
    return multiplier.compareTo(BigDecimal.ONE) == 0 ? value : value.multiply(multiplier);
  }
}
