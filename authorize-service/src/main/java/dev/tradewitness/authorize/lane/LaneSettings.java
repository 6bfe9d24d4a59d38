package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.control.Candidate;
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
/// @param earlyIndex makes days of the journal findable by order id before they leave the window
/// @param signer gives a decision the terms of its token
/// @param laneCount how many lanes share the bounds
/// @param hash finds names and order ids; its key is secret and the same at each start
public record LaneSettings(
    OrdersProperties orders,
    StateBounds bounds,
    Period idempotencyWindow,
    EarlyIndex earlyIndex,
    LaneClock clock,
    LaneMeters meters,
    TokenSigner signer,
    int laneCount,
    KeyedHash hash) {

  /// Makes ids findable in the journal that memory may have to forget.
  @FunctionalInterface
  public interface EarlyIndex {
    /// Returns at once.
    ///
    /// @param day decisions of this day and of earlier ones are to be found by their ids
    void findableUpTo(LocalDate day);
  }

  /// What the order's decision takes from the outside when it is made now.
  Moment moment(Candidate candidate) {
    var random = ThreadLocalRandom.current();
    long now = clock.wallMicros();
    long databaseNow = clock.databaseMicros();
    long deadline = ReservationLife.deadlineMicros(candidate, orders, databaseNow);
    return new Moment(
        now,
        databaseNow,
        deadline,
        ReservationLife.breach(candidate, orders, databaseNow),
        UuidV7.of(now / 1000, random.nextLong(), random.nextLong()),
        signer.terms(now, deadline - databaseNow));
  }

  /// The first day, in days since 1970 by the database's clock, whose order ids are remembered.
  int windowStart() {
    return Math.toIntExact(today().minus(idempotencyWindow).toEpochDay());
  }

  /// Today in UTC by the database's clock.
  LocalDate today() {
    return LocalDate.ofEpochDay(LaneState.day(clock.databaseMicros()));
  }

  RecentOrders recentOrders() {
    return new RecentOrders(
        Math.max(16, bounds.recentOrders() / laneCount),
        Math.max(64, bounds.executions() / 8 / laneCount));
  }

  /// @param idsRoom ids that the lane may remember
  LaneState emptyState(int lane, int idsRoom) {
    var sizes = OrderIndex.Sizes.of(bounds.rememberedIds(), bounds.forgottenIds(), laneCount);
    var sent = new SentOrders(hash, orders.duplicateWindow(), meters::sentOrderForgotten);
    return new LaneState(lane, hash, new OrderIndex(hash, idsRoom, sizes), sent);
  }
}
