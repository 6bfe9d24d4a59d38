package dev.tradewitness.authorize.exposure;

import dev.tradewitness.authorize.order.ExecId;
import dev.tradewitness.authorize.order.ExecutionPrice;
import dev.tradewitness.authorize.order.Quantity;

/// What a venue reports about a decided order (FIX 4.4 message type 8).
public sealed interface ExecutionReport {

  ExecType type();

  /// Part of the order, or all of it, was executed.
  ///
  /// @param execId unique per order (FIX ExecID)
  /// @param qty executed by this report alone (FIX LastQty)
  /// @param price of this execution (FIX LastPx); zero is a fact, such as an expired option
  record Trade(ExecId execId, Quantity qty, ExecutionPrice price) implements ExecutionReport {
    @Override
    public ExecType type() {
      return ExecType.TRADE;
    }
  }

  /// The order is closed; what it still reserves is released.
  record Closed(ExecType type) implements ExecutionReport {
    public Closed {
      if (type == ExecType.TRADE) {
        throw new IllegalArgumentException("a trade does not close an order by itself");
      }
    }
  }
}
