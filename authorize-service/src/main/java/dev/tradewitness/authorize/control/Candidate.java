package dev.tradewitness.authorize.control;

import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Price;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.authorize.order.TimeInForce;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An order with the price it is valued and reserved at, and the time in force that counts for it.
///
/// @param price the valuation price per unit; null when there is nothing to value the order at
/// @param warnings what the decision has to say about the valuation
public record Candidate(
    ClientId client,
    Order order,
    @Nullable BigDecimal price,
    TimeInForce timeInForce,
    List<Reason> warnings) {

  public Candidate {
    warnings = List.copyOf(warnings);
  }

  /// Valued without a warning.
  public Candidate(
      ClientId client, Order order, @Nullable BigDecimal price, TimeInForce timeInForce) {
    this(client, order, price, timeInForce, List.of());
  }

  /// Values a buy limit order at its limit and a market order at the reference price. A sell limit
  /// order fills at its limit or higher, so it is valued at the larger of limit and reference
  /// price. Without a reference price its limit says nothing about what it is worth: the order has
  /// no valuation price then, or, where the book does not block it, its limit and a warning.
  ///
  /// @param whenAbsent the time in force of an order that names none
  public static Candidate of(
      ClientId client, Order order, ControlBook book, TimeInForce whenAbsent) {
    TimeInForce timeInForce = Objects.requireNonNullElse(order.timeInForce(), whenAbsent);
    Price limit = order.price();
    BigDecimal reference = book.reference(order.symbol());
    if (limit == null) {
      return new Candidate(client, order, reference, timeInForce);
    }
    if (order.side() == Side.BUY) {
      return new Candidate(client, order, limit.value(), timeInForce);
    }
    if (reference != null) {
      return new Candidate(client, order, limit.value().max(reference), timeInForce);
    }
    return book.unknown().blockUnpricedSells()
        ? new Candidate(client, order, null, timeInForce)
        : new Candidate(
            client, order, limit.value(), timeInForce, List.of(valuedAtLimit(order.symbol())));
  }

  private static Reason valuedAtLimit(Symbol symbol) {
    return new Reason(
        "SELL_VALUED_AT_LIMIT",
        "reference_price",
        Scope.SYMBOL,
        symbol.value(),
        null,
        null,
        null,
        "the symbol has no reference price, so the sell is valued at its limit and may fill far"
            + " above it");
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
