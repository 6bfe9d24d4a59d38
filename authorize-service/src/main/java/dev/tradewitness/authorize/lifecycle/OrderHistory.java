package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.journal.JournalRow;
import java.util.List;

/// An order as the journal tells it.
public record OrderHistory(Decision decision, List<JournalRow.Reported> reports, OrderState state) {

  static OrderHistory of(JournalRow.Decided decided, List<JournalRow.Reported> reports) {
    OrderState state = OrderState.decided(decided.sequence(), decided.decision());
    for (JournalRow.Reported row : reports) {
      state = state.after(row.report());
    }
    return new OrderHistory(decided.decision(), List.copyOf(reports), state);
  }
}
