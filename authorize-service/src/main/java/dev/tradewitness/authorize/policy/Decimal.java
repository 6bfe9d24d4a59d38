package dev.tradewitness.authorize.policy;

import dev.tradewitness.authorize.order.ExactDecimal;
import java.math.BigDecimal;

/// An amount as rules see it, in its one form. Not a `Number`: CEL compares numbers of kinds that
/// it does not know as unequal, and leaves everything else to `equals`.
record Decimal(BigDecimal value) {

  Decimal {
    value = ExactDecimal.normal(value);
  }

  /// @throws IllegalArgumentException when the text is not a number within an order's bounds
  static Decimal of(String text) {
    BigDecimal amount = ExactDecimal.bounded(text);
    if (amount == null) {
      throw new IllegalArgumentException("not a number within the bounds of an amount");
    }
    return new Decimal(amount);
  }

  static Decimal of(long value) {
    return new Decimal(BigDecimal.valueOf(value));
  }
}
