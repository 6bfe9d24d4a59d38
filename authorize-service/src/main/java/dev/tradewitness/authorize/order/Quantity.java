package dev.tradewitness.authorize.order;

import java.math.BigDecimal;

/// A number of units, above zero, exact.
public record Quantity(BigDecimal value) {

  public Quantity {
    if (value.signum() <= 0) {
      throw new IllegalArgumentException("a quantity is above zero, got " + value);
    }
    value = ExactDecimal.normal(value);
  }

  @Override
  public String toString() {
    return value.toPlainString();
  }
}
