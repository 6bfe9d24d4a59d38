package dev.tradewitness.authorize.authorization;

import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.Transition;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.token.DecisionToken;
import java.util.List;

/// An order as the journal tells it.
public record OrderHistory(
    DecisionToken token, List<JournalRow.Happened> events, OrderState state) {

  static OrderHistory of(JournalRow.Decided decided, List<JournalRow.Happened> events) {
    OrderState state = OrderState.decided(decided.sequence(), decided.token().decision());
    for (JournalRow.Happened row : events) {
      if (state.on(row.event()) instanceof Transition.Applied(OrderState after, var notes)) {
        state = after;
      }
    }
    return new OrderHistory(decided.token(), List.copyOf(events), state);
  }
}
