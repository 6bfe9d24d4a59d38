package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.order.MemberReader;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import org.jspecify.annotations.Nullable;

/// What a report says about its order besides the id. A report that contradicts the order is about
/// another one, and booking it would move a position that did not change.
///
/// @param symbol null when the report does not say
/// @param side null when the report does not say
public record ReportedTerms(@Nullable Symbol symbol, @Nullable Side side) {

  public static final ReportedTerms NONE = new ReportedTerms(null, null);

  /// Reads `symbol` and `side`; what is wrong with them is among the reader's violations.
  public static ReportedTerms read(MemberReader in) {
    return new ReportedTerms(
        in.isPresent("symbol") ? in.requiredSymbol("symbol") : null,
        in.optionalConstant(Side.class, "side"));
  }

  /// Why the report is not about this order; null when it may be.
  LaneAnswer.@Nullable Why contradicting(OrderState.Terms order) {
    if (symbol != null && !symbol.equals(order.symbol())) {
      return LaneAnswer.Why.SYMBOL_MISMATCH;
    }
    return side != null && side != order.side() ? LaneAnswer.Why.SIDE_MISMATCH : null;
  }
}
