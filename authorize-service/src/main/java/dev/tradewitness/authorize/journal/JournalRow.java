package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.exposure.OrderEvent;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.authorize.token.DecisionToken;

/// One line of a lane's journal.
public sealed interface JournalRow {

  int lane();

  /// Place in the lane's journal.
  long sequence();

  /// An order was decided.
  record Decided(long sequence, DecisionToken token) implements JournalRow {
    @Override
    public int lane() {
      return token.decision().place().lane();
    }
  }

  /// Something happened to a decided order.
  ///
  /// @param order the order's key: its journal number, account and id
  /// @param source where the report came from, for people
  record Happened(
      int lane,
      long sequence,
      OrderState.Key order,
      Symbol symbol,
      Side side,
      OrderEvent event,
      long atMicros,
      String source)
      implements JournalRow {}
}
