package dev.tradewitness.authorize.control;

import java.math.BigDecimal;

/// The reference price of one unit.
///
/// @param price without the collar
/// @param valuation with the collar: what an order is valued at
/// @param atMicros when it was seen, microseconds since 1970; [#TIMELESS] for a price of the
///   settings, which is never too old
public record Reference(BigDecimal price, BigDecimal valuation, long atMicros) {

  public static final long TIMELESS = Long.MAX_VALUE;
}
