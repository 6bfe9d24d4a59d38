package dev.tradewitness.authorize.order;

/// LIMIT orders carry a price, MARKET orders do not.
public enum OrderType {
  LIMIT,
  MARKET
}
