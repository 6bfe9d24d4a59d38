package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.token.TokenSigner;
import dev.tradewitness.common.event.UuidV7;
import java.time.LocalDate;
import java.time.Period;
import java.util.concurrent.ThreadLocalRandom;

/// What every lane works with.
///
/// @param bounds of all lanes together
/// @param idempotencyWindow days before today whose order ids are remembered
/// @param signer gives a decision the terms of its token
/// @param laneCount how many lanes share the bounds
/// @param hash finds names and order ids; its key is secret and the same at each start
public record LaneSettings(
    OrdersProperties orders,
    StateBounds bounds,
    Period idempotencyWindow,
    LaneClock clock,
    LaneMeters meters,
    TokenSigner signer,
    int laneCount,
    KeyedHash hash) {

  /// What a decision made now takes from the outside.
  Moment moment() {
    var random = ThreadLocalRandom.current();
    long now = clock.wallMicros();
    return new Moment(
        now,
        clock.databaseMicros() + orders.reservationLife().toNanos() / 1000,
        UuidV7.of(now / 1000, random.nextLong(), random.nextLong()),
        signer.terms(now));
  }

  /// The first day, in days since 1970 by the database's clock, whose order ids are remembered.
  int windowStart() {
    var today = LocalDate.ofEpochDay(LaneState.day(clock.databaseMicros()));
    return Math.toIntExact(today.minus(idempotencyWindow).toEpochDay());
  }

  int recentOrders() {
    return Math.max(16, bounds.recentOrders() / laneCount);
  }

  LaneState emptyState(int lane) {
    // A busy lane may use what idle lanes leave: the bound on ids holds for all of them together,
    // see [LaneTotals].
    return new LaneState(
        lane, hash, new OrderIndex(hash, bounds.rememberedIds(), bounds.rememberedIds()));
  }
}
