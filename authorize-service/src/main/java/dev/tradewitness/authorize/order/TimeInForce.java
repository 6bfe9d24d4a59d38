package dev.tradewitness.authorize.order;

/// How long an order is in force, in the words of FIX TimeInForce (tag 59).
public enum TimeInForce {
  /// Until the end of the trading day.
  DAY('0'),
  /// Until it is cancelled.
  GTC('1'),
  /// What is not filled at once is cancelled.
  IOC('3'),
  /// Filled at once as a whole, or cancelled.
  FOK('4'),
  /// Until the order's expire time.
  GTD('6');

  private final char code;

  TimeInForce(char code) {
    this.code = code;
  }

  /// The value of tag 59, a digit.
  public char code() {
    return code;
  }

  /// @throws IllegalArgumentException for a code that is none of these
  public static TimeInForce ofCode(int code) {
    return switch (code) {
      case '0' -> DAY;
      case '1' -> GTC;
      case '3' -> IOC;
      case '4' -> FOK;
      case '6' -> GTD;
      default -> throw new IllegalArgumentException("not a time in force: " + code);
    };
  }
}
