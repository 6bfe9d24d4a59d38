package dev.tradewitness.authorize.control;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What is known about an instrument. Sizes are above zero; null where nobody set one.
///
/// @param tickSize every price is a multiple of it
/// @param lotSize every quantity is a multiple of it
/// @param minQty the least quantity of an order, inclusive
/// @param multiplier what the price of one unit counts times
/// @param inBaseCurrency false when its prices are in a currency that nothing is valued in here
public record InstrumentTerms(
    boolean tradable,
    @Nullable BigDecimal tickSize,
    @Nullable BigDecimal lotSize,
    @Nullable BigDecimal minQty,
    BigDecimal multiplier,
    boolean inBaseCurrency) {

  public static final InstrumentTerms TRADABLE = bare(true);
  public static final InstrumentTerms RESTRICTED = bare(false);

  private static InstrumentTerms bare(boolean tradable) {
    return new InstrumentTerms(tradable, null, null, null, BigDecimal.ONE, true);
  }

  /// True when the amount is a whole number of sizes, exactly.
  static boolean isMultiple(BigDecimal amount, @Nullable BigDecimal size) {
    return size == null || amount.remainder(size).signum() == 0;
  }
}
