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
/// @param multiplier what the price of one unit counts times
/// @param warnings what the decision has to say about the valuation
public record Candidate(
    ClientId client,
    Order order,
    @Nullable BigDecimal price,
    BigDecimal multiplier,
    TimeInForce timeInForce,
    List<Reason> warnings) {

  public Candidate {
    warnings = List.copyOf(warnings);
  }

  /// Valued without a warning.
  public Candidate(
      ClientId client,
      Order order,
      @Nullable BigDecimal price,
      BigDecimal multiplier,
      TimeInForce timeInForce) {
    this(client, order, price, multiplier, timeInForce, List.of());
  }

  /// Values a buy limit order at its limit and a market order at the reference price. A sell limit
  /// order fills at its limit or higher, so it is valued at the larger of limit and reference
  /// price. Without a reference price its limit says nothing about what it is worth: the order has
  /// no valuation price then, or, where the book does not block it, its limit and a warning.
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
        Objects.requireNonNullElse(order.timeInForce(), whenAbsent),
        isValuedAtLimit(order, book) ? List.of(valuedAtLimit(order.symbol())) : List.of());
  }

  private static boolean isValuedAtLimit(Order order, ControlBook book) {
    return order.price() != null
        && order.side() == Side.SELL
        && !book.unknown().blockUnpricedSells()
        && book.reference(order.symbol()) == null;
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

  /// Whether both are valued at the same price and count it as often.
  public boolean isValuedAs(Candidate other) {
    if (multiplier.compareTo(other.multiplier) != 0) {
      return false;
    }
    BigDecimal theirs = other.price;
    return price == null || theirs == null
        ? price == null && theirs == null
        : price.compareTo(theirs) == 0;
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
