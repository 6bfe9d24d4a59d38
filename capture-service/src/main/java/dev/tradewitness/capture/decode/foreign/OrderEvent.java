package dev.tradewitness.capture.decode.foreign;

import java.util.EnumSet;
import java.util.Set;

/// The events that a mapping by pointers can make: orders and reports about them.
public enum OrderEvent {
  ORD,
  MOD,
  CXL,
  EXE,
  REJ;

  /// What a message must have unless the sources file says otherwise; a market order has no price.
  public Set<OrderMember> required() {
    return switch (this) {
      case ORD ->
          EnumSet.of(
              OrderMember.ORDER_ID,
              OrderMember.SYMBOL,
              OrderMember.SIDE,
              OrderMember.ORDER_TYPE,
              OrderMember.PRICE,
              OrderMember.QUANTITY);
      case MOD, CXL, REJ -> EnumSet.of(OrderMember.ORDER_ID);
      case EXE ->
          EnumSet.of(OrderMember.ORDER_ID, OrderMember.EXECUTION_PRICE, OrderMember.EXECUTED_QTY);
    };
  }

  /// Whether such an event can have the member.
  public boolean has(OrderMember member) {
    return switch (member) {
      case EXECUTION_PRICE, EXECUTED_QTY, COMMISSION, SLIPPAGE -> this == EXE;
      case REJECT_REASON -> this == REJ;
      case ORDER_ID, SYMBOL, SIDE, ORDER_TYPE, PRICE, QUANTITY, ACCOUNT_ID, TRACE_ID -> true;
    };
  }
}
