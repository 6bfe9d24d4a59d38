package dev.tradewitness.authorize.order;

import java.math.BigDecimal;

/// A price per unit, above zero, exact.
public record Price(BigDecimal value) {

  public Price {
    if (value.signum() <= 0) {
      throw new IllegalArgumentException("a price is above zero, got " + value);
    }
    value = ExactDecimal.normal(value);
  }

  @Override
  public String toString() {
    return value.toPlainString();
  }
}
