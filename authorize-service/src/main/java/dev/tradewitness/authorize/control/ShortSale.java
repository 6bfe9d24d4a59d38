package dev.tradewitness.authorize.control;

/// Whether an account may sell more than it holds.
public enum ShortSale {
  ALLOWED,
  NOT_ALLOWED
}
