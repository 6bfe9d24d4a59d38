package dev.tradewitness.authorize.order;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How long an order says that it is in force. Constructed means valid: a GTD order has an expire
/// time, no other has one.
///
/// @param expireTime FIX ExpireTime (tag 126), whole microseconds
public record OrderLife(TimeInForce timeInForce, @Nullable Instant expireTime) {

  public OrderLife {
    if (timeInForce == TimeInForce.GTD == (expireTime == null)) {
      throw new IllegalArgumentException("a GTD order has an expire time, no other has one");
    }
  }
}
