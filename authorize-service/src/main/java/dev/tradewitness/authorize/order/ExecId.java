package dev.tradewitness.authorize.order;

/// Names one execution of an order, so that a repeated message counts once.
public record ExecId(String value) {

  public ExecId {
    Printable.require("exec id", value);
  }

  public static boolean isValid(String value) {
    return Printable.fault(value) == null;
  }

  @Override
  public String toString() {
    return value;
  }
}
