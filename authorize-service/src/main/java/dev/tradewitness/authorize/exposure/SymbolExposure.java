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
/// A cancelled fill takes its own cost away, exactly, as long as every fill since then has only
/// enlarged the position. Otherwise nobody can say what of its cost is left, and the position keeps
/// the greater of two costs: less the fill's own, or less its share.
///
/// @param openBuyQty units in open buy orders
/// @param openSellQty units in open sell orders
/// @param qty units held, negative when short
/// @param value cost of the units held, with the same sign
/// @param addedFrom every fill from this journal number on has only enlarged the position
/// @param openOrders how many orders are open
public record SymbolExposure(
    BigDecimal openBuyQty,
    BigDecimal openSellQty,
    BigDecimal qty,
    BigDecimal value,
    long addedFrom,
    int openOrders) {

  public static final SymbolExposure NONE =
      new SymbolExposure(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, 0, 0);

  private static final int SHARE_DIGITS = 18;

  boolean isNone() {
    return openBuyQty.signum() == 0
        && openSellQty.signum() == 0
        && qty.signum() == 0
        && value.signum() == 0
        && openOrders == 0;
  }

  /// True when an order of this size could only bring the position nearer to zero, even if every
  /// other open order on the same side is filled before it.
  public boolean reducedBy(Side side, BigDecimal orderQty) {
    return side == Side.SELL
        ? qty.signum() > 0 && qty.compareTo(openSellQty.add(orderQty)) >= 0
        : qty.signum() < 0 && qty.negate().compareTo(openBuyQty.add(orderQty)) >= 0;
  }

  /// True when the open orders on this side could only bring the position nearer to zero, even if
  /// all of them are filled: then each of them still reduces.
  public boolean isReducedByOpen(Side side) {
    return reducedBy(side, BigDecimal.ZERO);
  }

  /// @param units opened; below zero when they were filled or released
  /// @param orders opened; -1 when one was closed
  SymbolExposure opened(Side side, BigDecimal units, int orders) {
    return new SymbolExposure(
        side == Side.BUY ? normal(openBuyQty.add(units)) : openBuyQty,
        side == Side.BUY ? openSellQty : normal(openSellQty.add(units)),
        qty,
        value,
        addedFrom,
        openOrders + orders);
  }

  /// The same with so many open orders.
  public SymbolExposure with(int orders) {
    return new SymbolExposure(openBuyQty, openSellQty, qty, value, addedFrom, orders);
  }

  /// @param sequence of the fill in the journal
  SymbolExposure filled(Side side, BigDecimal units, BigDecimal price, long sequence) {
    return moved(side.signed(units), price, qty.signum() == 0 ? sequence : addedFrom, sequence + 1);
  }

  /// Takes a fill back.
  ///
  /// @param fill the fill's number in the journal
  /// @param sequence of the report that takes it back
  SymbolExposure unfilled(Side side, BigDecimal units, BigDecimal price, long fill, long sequence) {
    BigDecimal change = side.signed(units).negate();
    BigDecimal left = qty.add(change);
    if (qty.signum() == change.signum() || left.signum() != qty.signum()) {
      return moved(change, price, sequence, sequence);
    }
    BigDecimal own = value.add(change.multiply(price));
    if (fill >= addedFrom) {
      return held(left, own, addedFrom);
    }
    BigDecimal shared = share(left);
    return held(
        left,
        own.signum() == left.signum() && own.abs().compareTo(shared.abs()) > 0 ? own : shared,
        sequence);
  }

  /// @param enlarged what [#addedFrom] is when the position grows
  /// @param reduced what it is otherwise
  private SymbolExposure moved(BigDecimal change, BigDecimal price, long enlarged, long reduced) {
    BigDecimal left = qty.add(change);
    if (qty.signum() == 0 || qty.signum() == change.signum()) {
      return held(left, value.add(change.multiply(price)), enlarged);
    }
    if (left.signum() == 0) {
      return held(BigDecimal.ZERO, BigDecimal.ZERO, reduced);
    }
    return left.signum() == qty.signum()
        ? held(left, share(left), reduced)
        : held(left, left.multiply(price), reduced);
  }

  private BigDecimal share(BigDecimal left) {
    return value.multiply(left).divide(qty, SHARE_DIGITS, RoundingMode.UP);
  }

  private SymbolExposure held(BigDecimal units, BigDecimal cost, long from) {
    return new SymbolExposure(
        openBuyQty, openSellQty, normal(units), normal(cost), from, openOrders);
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
        && value.compareTo(that.value) == 0
        && addedFrom == that.addedFrom
        && openOrders == that.openOrders;
  }

  @Override
  public int hashCode() {
    return Objects.hash(qty.signum());
  }
}
