package dev.tradewitness.authorize.order;

import dev.tradewitness.common.event.Names;

/// Names the account that an order belongs to. Compared as it is: `acme` and `ACME` are two
/// accounts.
public record ClientId(String value) {

  public ClientId {
    StoredName.require("a client id", value);
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
