package dev.tradewitness.authorize.exposure;

import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What an account has open and holds in one symbol. Immutable.
///
/// The position is valued at what it cost: fills that enlarge it add quantity × fill price,
/// exactly; fills that reduce it take away their share of the cost; a flat position is worth zero.
/// Taking a share away is the only division in this service: it is carried to 18 fraction digits
/// and rounded away from zero, so that exposure is never understated.
///
/// @param openBuyQty units in open buy orders
/// @param openSellQty units in open sell orders
/// @param qty units held, negative when short
/// @param value cost of the units held, with the same sign
public record SymbolExposure(
    BigDecimal openBuyQty, BigDecimal openSellQty, BigDecimal qty, BigDecimal value) {

  public static final SymbolExposure NONE =
      new SymbolExposure(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

  private static final int SHARE_DIGITS = 18;

  boolean isNone() {
    return openBuyQty.signum() == 0
        && openSellQty.signum() == 0
        && qty.signum() == 0
        && value.signum() == 0;
  }

  /// True when an order of this size could only bring the position nearer to zero, even if every
  /// other open order on the same side is filled before it.
  public boolean reducedBy(Side side, BigDecimal orderQty) {
    return side == Side.SELL
        ? qty.signum() > 0 && qty.compareTo(openSellQty.add(orderQty)) >= 0
        : qty.signum() < 0 && qty.negate().compareTo(openBuyQty.add(orderQty)) >= 0;
  }

  SymbolExposure opened(Side side, BigDecimal units) {
    return side == Side.BUY
        ? new SymbolExposure(normal(openBuyQty.add(units)), openSellQty, qty, value)
        : new SymbolExposure(openBuyQty, normal(openSellQty.add(units)), qty, value);
  }

  SymbolExposure filled(Side side, BigDecimal units, BigDecimal price) {
    BigDecimal change = side.signed(units);
    if (qty.signum() == 0 || qty.signum() == change.signum()) {
      return held(qty.add(change), value.add(change.multiply(price)));
    }
    int over = units.compareTo(qty.abs());
    if (over == 0) {
      return held(BigDecimal.ZERO, BigDecimal.ZERO);
    }
    if (over > 0) {
      BigDecimal turned = qty.add(change);
      return held(turned, turned.multiply(price));
    }
    BigDecimal left = qty.add(change);
    return held(left, value.multiply(left).divide(qty, SHARE_DIGITS, RoundingMode.UP));
  }

  private SymbolExposure held(BigDecimal units, BigDecimal cost) {
    return new SymbolExposure(openBuyQty, openSellQty, normal(units), normal(cost));
  }

  private static BigDecimal normal(BigDecimal amount) {
    return ExactDecimal.normal(amount);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SymbolExposure that
        && openBuyQty.compareTo(that.openBuyQty) == 0
        && openSellQty.compareTo(that.openSellQty) == 0
        && qty.compareTo(that.qty) == 0
        && value.compareTo(that.value) == 0;
  }

  @Override
  public int hashCode() {
    return Objects.hash(qty.signum());
  }
}
