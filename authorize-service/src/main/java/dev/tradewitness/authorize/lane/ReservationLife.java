package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.decision.Decision.Reservation;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.common.wire.Rfc3339;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How long an order holds its reservation when nothing closes it, by its time in force. Times are
/// microseconds since 1970 by the database's clock.
final class ReservationLife {

  private ReservationLife() {}

  /// When the reservation of an order that is decided now is released.
  static long deadlineMicros(Candidate candidate, OrdersProperties orders, long nowMicros) {
    TimeInForceProperties lives = orders.timeInForce();
    return switch (candidate.timeInForce()) {
      case DAY -> nowMicros + micros(orders.reservationLife());
      case IOC, FOK -> nowMicros + micros(lives.immediateLife());
      case GTC -> Reservation.NEVER;
      case GTD -> expireMicros(candidate.order().expireTime()) + micros(lives.gtdGrace());
    };
  }

  /// Why a new order's expire time is not taken; null when it is, or there is none.
  static @Nullable Reason breach(Candidate candidate, OrdersProperties orders, long nowMicros) {
    Instant expireTime = candidate.order().expireTime();
    if (expireTime == null) {
      return null;
    }
    long expires = expireMicros(expireTime);
    long latest = nowMicros + micros(orders.timeInForce().gtdAheadMax());
    if (expires <= nowMicros) {
      return reason(candidate, "EXPIRE_TIME_PASSED", expires, nowMicros, "is not after");
    }
    return expires > latest
        ? reason(candidate, "EXPIRE_TIME_TOO_FAR", expires, latest, "is after")
        : null;
  }

  private static Reason reason(
      Candidate candidate, String code, long expires, long limit, String relation) {
    String found = Rfc3339.ofMicros(expires);
    String allowed = Rfc3339.ofMicros(limit);
    return new Reason(
        code,
        "expire_time",
        Scope.ORDER,
        candidate.order().id().value(),
        found,
        allowed,
        "utc",
        "expire_time %s %s %s".formatted(found, relation, allowed));
  }

  private static long expireMicros(@Nullable Instant expireTime) {
    if (expireTime == null) {
      throw new IllegalStateException("a GTD order has an expire time");
    }
    return Rfc3339.micros(expireTime);
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1000;
  }
}
