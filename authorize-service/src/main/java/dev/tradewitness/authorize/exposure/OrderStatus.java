package dev.tradewitness.authorize.exposure;

/// Where an order is in its life. Only the first two hold a reservation.
public enum OrderStatus {
  RESERVED,
  PARTIALLY_FILLED,
  FILLED,
  CANCELLED,
  REJECTED,
  EXPIRED,
  /// The reservation reached its deadline before a close was reported.
  RELEASED,
  /// Never authorized; nothing was reserved.
  BLOCKED;

  /// How an order stands that was closed by a report of this type.
  static OrderStatus of(ExecType closing) {
    return switch (closing) {
      case CANCELED -> CANCELLED;
      case REJECTED -> REJECTED;
      case EXPIRED -> EXPIRED;
      case RELEASED -> RELEASED;
      case TRADE, TRADE_CANCEL, TRADE_CORRECT ->
          throw new IllegalArgumentException(
              "a %s does not close an order by itself".formatted(closing));
    };
  }

  public boolean isOpen() {
    return this == RESERVED || this == PARTIALLY_FILLED;
  }
}
