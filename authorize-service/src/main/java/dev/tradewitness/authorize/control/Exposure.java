package dev.tradewitness.authorize.control;

import java.math.BigDecimal;

/// What the controls need to know about an account before an order is added.
///
/// @param gross value of everything open and held
/// @param net the worst net in the order's direction: for a buy, positions plus open buys; for a
///   sell, open sells less positions
/// @param reducing true when the order can only bring its position nearer to zero
public record Exposure(BigDecimal gross, BigDecimal net, boolean reducing) {}
