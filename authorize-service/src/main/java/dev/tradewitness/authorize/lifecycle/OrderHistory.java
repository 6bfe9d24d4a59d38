package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.order.ExecId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An order as the journal tells it.
public record OrderHistory(Decision decision, List<JournalRow.Reported> reports, OrderState state) {

  static OrderHistory of(JournalRow.Decided decided, List<JournalRow.Reported> reports) {
    OrderState state = OrderState.decided(decided.sequence(), decided.decision());
    for (JournalRow.Reported row : reports) {
      state = state.after(row.report());
    }
    return new OrderHistory(decided.decision(), List.copyOf(reports), state);
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
