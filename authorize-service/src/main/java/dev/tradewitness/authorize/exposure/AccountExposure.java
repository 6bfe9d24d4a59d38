package dev.tradewitness.authorize.exposure;

import dev.tradewitness.authorize.order.ExactDecimal;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What an account has open and holds, in money; or the sum of several accounts'. Immutable.
///
/// @param openBuy value of open buy orders at their reserve prices
/// @param openSell the same for sell orders
/// @param positionGross sum of the positions' absolute values
/// @param positionNet sum of the positions' signed values
public record AccountExposure(
    BigDecimal openBuy,
    BigDecimal openSell,
    BigDecimal positionGross,
    BigDecimal positionNet,
    int openOrders) {

  public static final AccountExposure NONE =
      new AccountExposure(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, 0);

  /// Everything open and held, whatever its direction.
  public BigDecimal gross() {
    return openBuy.add(openSell).add(positionGross);
  }

  /// Buys less sells.
  public BigDecimal net() {
    return positionNet.add(openBuy).subtract(openSell);
  }

  /// Net if every open buy is filled and no open sell: what opposing open orders must not hide.
  public BigDecimal netLong() {
    return positionNet.add(openBuy);
  }

  /// Net if every open sell is filled and no open buy.
  public BigDecimal netShort() {
    return positionNet.subtract(openSell);
  }

  /// This sum with one of its parts replaced by another.
  public AccountExposure replacing(AccountExposure part, AccountExposure by) {
    return new AccountExposure(
        replaced(openBuy, part.openBuy, by.openBuy),
        replaced(openSell, part.openSell, by.openSell),
        replaced(positionGross, part.positionGross, by.positionGross),
        replaced(positionNet, part.positionNet, by.positionNet),
        openOrders - part.openOrders + by.openOrders);
  }

  private static BigDecimal replaced(BigDecimal sum, BigDecimal part, BigDecimal by) {
    return part.compareTo(by) == 0 ? sum : ExactDecimal.normal(sum.subtract(part).add(by));
  }

  public boolean isNone() {
    return openOrders == 0
        && openBuy.signum() == 0
        && openSell.signum() == 0
        && positionGross.signum() == 0
        && positionNet.signum() == 0;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AccountExposure that
        && openOrders == that.openOrders
        && openBuy.compareTo(that.openBuy) == 0
        && openSell.compareTo(that.openSell) == 0
        && positionGross.compareTo(that.positionGross) == 0
        && positionNet.compareTo(that.positionNet) == 0;
  }

  @Override
  public int hashCode() {
    return Objects.hash(openOrders);
  }
}
