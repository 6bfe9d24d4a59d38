package dev.tradewitness.authorize.order;

/// The client's own name for an order, unique within the account.
public record ClientOrderId(String value) {

  public ClientOrderId {
    Printable.require("client order id", value);
  }

  public static boolean isValid(String value) {
    return Printable.fault(value) == null;
  }

  @Override
  public String toString() {
    return value;
  }
}
