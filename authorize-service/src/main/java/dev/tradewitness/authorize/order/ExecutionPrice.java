package dev.tradewitness.authorize.order;

import java.math.BigDecimal;

/// The price of an execution, zero or above, exact. An expired option, an assignment or a
/// distribution executes at zero; an order's own [Price] is above zero.
public record ExecutionPrice(BigDecimal value) {

  public ExecutionPrice {
    if (value.signum() < 0) {
      throw new IllegalArgumentException("an execution price is zero or above, got " + value);
    }
    value = ExactDecimal.normal(value);
  }

  public boolean isZero() {
    return value.signum() == 0;
  }

  @Override
  public String toString() {
    return value.toPlainString();
  }
}
