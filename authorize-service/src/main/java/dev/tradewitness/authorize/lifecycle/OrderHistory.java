package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.order.ExecId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An order as the journal tells it.
///
/// @param redemption of the order's token; null when it was not redeemed
public record OrderHistory(
    Decision decision,
    List<JournalRow.Reported> reports,
    JournalRow.@Nullable Redeemed redemption,
    OrderState state) {

  /// @param after the decision, in order
  static OrderHistory of(JournalRow.Decided decided, List<JournalRow> after) {
    OrderState state = OrderState.decided(decided.sequence(), decided.decision());
    var reports = new ArrayList<JournalRow.Reported>();
    JournalRow.Redeemed redemption = null;
    for (JournalRow row : after) {
      switch (row) {
        case JournalRow.Reported reported -> {
          state = state.after(reported.report());
          reports.add(reported);
        }
        case JournalRow.Redeemed redeemed -> {
          state = state.afterRedemption();
          redemption = redeemed;
        }
        case JournalRow.Decided other ->
            throw new IllegalStateException("decision %s follows itself".formatted(other));
      }
    }
    return new OrderHistory(decided.decision(), List.copyOf(reports), redemption, state);
  }

  /// The execution with this id, whether it still counts or not; null when there is none.
  ExecutionReport.@Nullable Recorded execution(ExecId id) {
    for (JournalRow.Reported row : reports) {
      ExecutionReport.Trade trade =
          switch (row.report()) {
            case ExecutionReport.Trade reported -> reported;
            case ExecutionReport.TradeCorrect correct -> correct.trade();
            case ExecutionReport.TradeCancel cancel -> null;
            case ExecutionReport.Closed closed -> null;
          };
      if (trade != null && trade.execId().equals(id)) {
        return new ExecutionReport.Recorded(row.sequence(), trade);
      }
    }
    return null;
  }
}
