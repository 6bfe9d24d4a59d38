package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.journal.JournalRow;
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
}
