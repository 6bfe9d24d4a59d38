package dev.tradewitness.orderdesk;

import java.io.Serial;

/// The order may not go.
final class OrderBlockedException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  OrderBlockedException(String reasons) {
    super(reasons);
  }
}
