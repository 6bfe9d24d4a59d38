package dev.tradewitness.authorize.order;

/// Names the account that an order belongs to.
public record ClientId(String value) {

  public ClientId {
    Printable.require("client id", value);
  }

  public static boolean isValid(String value) {
    return Printable.fault(value) == null;
  }

  @Override
  public String toString() {
    return value;
  }
}
