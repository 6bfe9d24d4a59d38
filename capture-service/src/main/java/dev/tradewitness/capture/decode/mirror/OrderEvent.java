package dev.tradewitness.capture.decode.mirror;

import java.util.EnumSet;
import java.util.Set;

/// The events that a mapping can make.
public enum OrderEvent {
  ORD,
  MOD,
  CXL;

  /// What a body must have unless the settings say otherwise; a market order has no price.
  public Set<OrderMember> required() {
    return switch (this) {
      case ORD -> EnumSet.complementOf(EnumSet.of(OrderMember.ACCOUNT_ID, OrderMember.TRACE_ID));
      case MOD, CXL -> EnumSet.of(OrderMember.ORDER_ID);
    };
  }
}
