package dev.tradewitness.authorize.exposure;

/// Where an order is in its life. Only the first two hold a reservation.
public enum OrderStatus {
  RESERVED,
  PARTIALLY_FILLED,
  FILLED,
  CANCELLED,
  REJECTED,
  EXPIRED,
  /// Its time ran out here before anybody reported an end.
  RELEASED,
  /// Never authorized; nothing was reserved.
  BLOCKED;

  public boolean isOpen() {
    return this == RESERVED || this == PARTIALLY_FILLED;
  }
}
