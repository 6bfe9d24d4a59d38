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

  /// A trade that the journal has.
  ///
  /// @param sequence its number in the lane's journal
  record Recorded(long sequence, Trade trade) {}

  /// An earlier trade of the order did not happen after all.
  ///
  /// @param execId of this report (FIX ExecID)
  /// @param original the trade that it refers to (FIX ExecRefID)
  record TradeCancel(ExecId execId, Recorded original) implements ExecutionReport {
    @Override
    public ExecType type() {
      return ExecType.TRADE_CANCEL;
    }
  }

  /// An earlier trade of the order had another quantity or price.
  ///
  /// @param trade what happened instead, under the id of this report
  /// @param original the trade that it refers to (FIX ExecRefID)
  record TradeCorrect(Trade trade, Recorded original) implements ExecutionReport {
    @Override
    public ExecType type() {
      return ExecType.TRADE_CORRECT;
    }
  }

  /// The order is closed; what it still reserves is released.
  record Closed(ExecType type) implements ExecutionReport {
    public Closed {
      OrderStatus.of(type);
    }
  }
}
