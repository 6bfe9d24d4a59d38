package dev.tradewitness.authorize.order;

import dev.tradewitness.common.event.Names;

/// The client's own name for an order, unique within the account.
public record ClientOrderId(String value) {

  public ClientOrderId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("a client order id is " + Names.EXPECTED);
    }
  }

  public static boolean isValid(String value) {
    return Names.fault(value) == null;
  }

  @Override
  public String toString() {
    return value;
  }
}
