package dev.tradewitness.authorize.order;

import dev.tradewitness.common.event.Names;

/// The client's own name for an order, unique within the account.
public record ClientOrderId(String value) {

  public ClientOrderId {
    StoredName.require("a client order id", value);
  }

  /// Whether a door accepts the text.
  public static boolean isValid(String value) {
    return Names.fault(value) == null;
  }

  @Override
  public String toString() {
    return value;
  }
}
