package dev.tradewitness.authorize.order;

/// The instrument an order is for.
public record Symbol(String value) {

  public Symbol {
    Printable.require("symbol", value);
  }

  public static boolean isValid(String value) {
    return Printable.fault(value) == null;
  }

  @Override
  public String toString() {
    return value;
  }
}
