package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.exposure.Contract;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.order.RedemptionId;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One row of a lane's journal: everything that changes a lane's state.
public sealed interface JournalRow {

  int lane();

  /// Place in the lane's journal.
  long sequence();

  /// An order was decided.
  record Decided(long sequence, Decision decision) implements JournalRow {
    @Override
    public int lane() {
      return decision.place().lane();
    }
  }

  /// An execution report about a decided order counts.
  ///
  /// @param order the order's key: its journal number, account and id
  /// @param multiplier of the order's decision
  /// @param source where the report came from, for people
  record Reported(
      int lane,
      long sequence,
      OrderState.Key order,
      Symbol symbol,
      Side side,
      BigDecimal multiplier,
      ExecutionReport report,
      long atMicros,
      String source)
      implements JournalRow {

    /// The execution that this report records; null when it records none.
    public ExecutionReport.@Nullable Recorded execution() {
      return switch (report) {
        case ExecutionReport.Trade trade -> new ExecutionReport.Recorded(sequence, trade);
        case ExecutionReport.TradeCorrect correct ->
            new ExecutionReport.Recorded(sequence, correct.trade());
        case ExecutionReport.TradeCancel cancel -> null;
        case ExecutionReport.Closed closed -> null;
      };
    }

    /// What an execution moves.
    public Contract contract() {
      return new Contract(symbol, side, multiplier);
    }
  }

  /// The token of an open order was redeemed: once in the order's life.
  ///
  /// @param order the order's key: its journal number, account and id
  /// @param tokenId the token's `jti`, which is the decision's id
  /// @param redemptionId names the attempt; null when its caller did not
  record Redeemed(
      int lane,
      long sequence,
      OrderState.Key order,
      UUID tokenId,
      @Nullable RedemptionId redemptionId,
      long atMicros)
      implements JournalRow {}
}
