package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.exposure.ExposureBook.Undo;
import dev.tradewitness.authorize.order.ClientId;

/// Is told of each new order that goes out.
@FunctionalInterface
interface SentListener {
  SentListener NONE = (client, micros) -> Undo.NOTHING;

  /// @param micros when the order was decided, microseconds since 1970
  /// @return takes back what was made of it
  Undo sent(ClientId client, long micros);
}
