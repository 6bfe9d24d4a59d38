package dev.tradewitness.authorize.control;

import dev.tradewitness.authorize.order.Side;
import java.math.BigDecimal;

/// What the controls need to know about an account, its desk and the firm before an order is added.
///
/// @param gross value of everything open and held
/// @param net the worst net in the order's direction: for a buy, positions plus open buys; for a
///   sell, open sells less positions
/// @param reducing true when the order can only bring its position nearer to zero
/// @param openOrders of the account
/// @param holding what it has in the order's symbol
/// @param desk what all accounts of its desk have; [Total#NONE] without a desk
/// @param firm what all accounts have
/// @param messages orders that went out lately
public record Exposure(
    BigDecimal gross,
    BigDecimal net,
    boolean reducing,
    int openOrders,
    Holding holding,
    Total desk,
    Total firm,
    Messages messages) {

  /// Of an account alone.
  public Exposure(
      BigDecimal gross, BigDecimal net, boolean reducing, int openOrders, Holding holding) {
    this(gross, net, reducing, openOrders, holding, Total.NONE, Total.NONE, Messages.NONE);
  }

  /// An account without open orders that holds nothing in the order's symbol.
  public Exposure(BigDecimal gross, BigDecimal net, boolean reducing) {
    this(gross, net, reducing, 0, Holding.NONE);
  }

  /// New orders that went out lately.
  ///
  /// @param account within the last second
  /// @param desk of all its accounts
  /// @param firm of all accounts
  /// @param identical of the account within the duplicate window, the same as the order but for
  ///   their ids
  public record Messages(int account, int desk, int firm, int identical) {
    public static final Messages NONE = new Messages(0, 0, 0, 0);
  }

  /// What several accounts have together; each of them counts with its own sums.
  ///
  /// @param gross value of everything open and held
  /// @param net the worst net in the order's direction, see [Exposure]
  public record Total(BigDecimal gross, BigDecimal net, int openOrders) {
    public static final Total NONE = new Total(BigDecimal.ZERO, BigDecimal.ZERO, 0);
  }

  /// @param qty units held, negative when short
  /// @param openOnSide units in open orders on the order's side
  /// @param openOrders in the symbol
  public record Holding(BigDecimal qty, BigDecimal openOnSide, int openOrders) {
    public static final Holding NONE = new Holding(BigDecimal.ZERO, BigDecimal.ZERO, 0);

    /// The position in the order's direction once the order and every open one on its side is
    /// filled: units long after buys, units short after sells.
    BigDecimal worst(Side side, BigDecimal orderQty) {
      return openOnSide.add(orderQty).add(side == Side.BUY ? qty : qty.negate());
    }
  }
}
