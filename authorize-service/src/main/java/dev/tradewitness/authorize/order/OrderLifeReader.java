package dev.tradewitness.authorize.order;

import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.wire.Rfc3339;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads an order's `time_in_force` and `expire_time`. Whether an expire time is still to come is
/// no matter of reading: a repetition of an expired order is read as the order itself.
final class OrderLifeReader {

  private static final String TIME_IN_FORCE = "time_in_force";
  private static final String EXPIRE_TIME = "expire_time";

  // Finer than microseconds would not survive the journal.
  private static final Pattern UTC =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z");

  private OrderLifeReader() {}

  /// @return null when the order does not say, or what it says is a violation
  static @Nullable OrderLife read(MemberReader order) {
    TimeInForce word = order.optionalConstant(TimeInForce.class, TIME_IN_FORCE);
    boolean bounded = order.isPresent(EXPIRE_TIME);
    if (word == TimeInForce.GTD) {
      Instant expireTime = bounded ? time(order) : missing(order);
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

  private static @Nullable Instant time(MemberReader order) {
    if (!(order.raw(EXPIRE_TIME) instanceof JsonValue.JsonString text)) {
      order.violation(EXPIRE_TIME, "WRONG_TYPE", "expected a string");
      return null;
    }
    Instant time = utc(text.value());
    if (time == null) {
      order.violation(
          EXPIRE_TIME,
          "NOT_A_TIME",
          "expected an RFC 3339 time in UTC such as 2026-01-31T12:00:00Z, to the microsecond");
    }
    return time;
  }

  private static @Nullable Instant utc(String text) {
    if (!UTC.matcher(text).matches()) {
      return null;
    }
    try {
      Instant time = Instant.parse(text);
      return Rfc3339.covers(time) ? time : null;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
