package dev.tradewitness.authorize.order;

import dev.tradewitness.common.event.Names;

/// Names one attempt to redeem a token, so that it may be repeated after a lost answer.
public record RedemptionId(String value) {

  public RedemptionId {
    StoredName.require("a redemption id", value);
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
