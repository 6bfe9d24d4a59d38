package dev.tradewitness.authorize.policy;

import dev.tradewitness.authorize.order.ExactDecimal;
import java.math.BigDecimal;

/// An amount as rules see it, in its one form. Not a `Number`: CEL compares numbers of kinds that
/// it does not know as unequal, and leaves everything else to `equals`.
record Decimal(BigDecimal value) {

  Decimal {
    value = ExactDecimal.normal(value);
  }

  static Decimal of(String text) {
    return new Decimal(ExactDecimal.of(text));
  }

  static Decimal of(long value) {
    return new Decimal(BigDecimal.valueOf(value));
  }
}
