package dev.tradewitness.authorize.order;

import dev.tradewitness.common.event.Names;

/// Names one execution of an order, so that a repeated message counts once.
public record ExecId(String value) {

  public ExecId {
    StoredName.require("an exec id", value);
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
