package dev.tradewitness.authorize.order;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Reads an order's `time_in_force` and `expire_time`. Whether an expire time is still to come is
/// no matter of reading: a repetition of an expired order is read as the order itself.
final class OrderLifeReader {

  private static final String TIME_IN_FORCE = "time_in_force";
  private static final String EXPIRE_TIME = "expire_time";

  private OrderLifeReader() {}

  /// @return null when the order does not say, or what it says is a violation
  static @Nullable OrderLife read(MemberReader order) {
    TimeInForce word = order.optionalConstant(TimeInForce.class, TIME_IN_FORCE);
    boolean bounded = order.isPresent(EXPIRE_TIME);
    if (word == TimeInForce.GTD) {
      Instant expireTime = bounded ? TimeRule.present(order, EXPIRE_TIME) : missing(order);
      return expireTime == null ? null : new OrderLife(word, expireTime);
    }
    // An unknown word may have been meant as GTD.
    if (bounded && (word != null || !order.isPresent(TIME_IN_FORCE))) {
      order.violation(
          EXPIRE_TIME, "EXPIRE_TIME_NOT_ALLOWED", "only an order of time_in_force GTD expires");
    }
    return word == null ? null : new OrderLife(word, null);
  }

  private static @Nullable Instant missing(MemberReader order) {
    order.violation(EXPIRE_TIME, "MISSING", "an order of time_in_force GTD has an expire_time");
    return null;
  }
}
