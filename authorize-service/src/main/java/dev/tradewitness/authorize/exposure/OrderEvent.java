package dev.tradewitness.authorize.exposure;

import dev.tradewitness.authorize.order.ExecId;
import dev.tradewitness.authorize.order.Price;
import dev.tradewitness.authorize.order.Quantity;

/// Something that happened to an order after its decision.
public sealed interface OrderEvent {

  /// The word under which the journal and the wire know it.
  String type();

  /// Part of the order, or all, was executed.
  record Fill(ExecId execId, Quantity qty, Price price) implements OrderEvent {
    @Override
    public String type() {
      return "FILL";
    }
  }

  /// The order ended; what it still held is free.
  record Close(Ending ending) implements OrderEvent {
    @Override
    public String type() {
      return ending.name();
    }
  }

  /// Why an order ended without being filled.
  enum Ending {
    CANCEL(OrderStatus.CANCELLED),
    REJECT(OrderStatus.REJECTED),
    EXPIRE(OrderStatus.EXPIRED),
    /// The reservation's own deadline, see [OrderStatus#RELEASED].
    RELEASE(OrderStatus.RELEASED);

    private final OrderStatus status;

    Ending(OrderStatus status) {
      this.status = status;
    }

    OrderStatus status() {
      return status;
    }
  }
}
