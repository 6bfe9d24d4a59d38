package dev.tradewitness.authorize.exposure;

import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.ExecutionPrice;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import java.math.BigDecimal;

/// What an execution of an order moves.
///
/// @param multiplier what the price of one unit counts times
public record Contract(Symbol symbol, Side side, BigDecimal multiplier) {

  /// What one unit executed at this price counts.
  BigDecimal worth(ExecutionPrice price) {
    return times(price.value(), multiplier);
  }

  static BigDecimal times(BigDecimal price, BigDecimal multiplier) {
    return multiplier.compareTo(BigDecimal.ONE) == 0
        ? price
        : ExactDecimal.normal(price.multiply(multiplier));
  }
}
