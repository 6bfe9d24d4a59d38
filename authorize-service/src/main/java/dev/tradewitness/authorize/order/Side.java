package dev.tradewitness.authorize.order;

import java.math.BigDecimal;

/// Which way an order goes.
public enum Side {
  BUY,
  SELL;

  /// The amount with this side's sign: buys count up, sells count down.
  public BigDecimal signed(BigDecimal amount) {
    return this == BUY ? amount : amount.negate();
  }
}
