package dev.tradewitness.authorize.control;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// The limits of one account in one symbol, inclusive. Null: no limit of that kind is set.
///
/// @param positionLong units that the account may come to hold
/// @param positionShort units that the account may come to be short of
public record HoldingLimits(
    @Nullable BigDecimal maxOpenOrders,
    @Nullable BigDecimal positionLong,
    @Nullable BigDecimal positionShort) {

  public static final HoldingLimits NONE = new HoldingLimits(null, null, null);

  /// These limits, and the others where these say nothing.
  public HoldingLimits over(HoldingLimits others) {
    return new HoldingLimits(
        maxOpenOrders != null ? maxOpenOrders : others.maxOpenOrders,
        positionLong != null ? positionLong : others.positionLong,
        positionShort != null ? positionShort : others.positionShort);
  }
}
