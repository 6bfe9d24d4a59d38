package dev.tradewitness.authorize.order;

import dev.tradewitness.common.event.Names;

/// Names a desk of the firm, which accounts are assigned to. Compared as it is.
public record DeskId(String value) {

  public DeskId {
    StoredName.require("a desk", value);
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
