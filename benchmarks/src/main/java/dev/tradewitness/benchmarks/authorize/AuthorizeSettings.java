package dev.tradewitness.benchmarks.authorize;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// @param connections of the closed loop, the echo endpoint and the peer
/// @param time of the closed loop
/// @param openRate orders a second of the open loop; without it half of what the closed loop
///   reached, 0 for no open loop
/// @param openTime of the open loop
/// @param accounts over which the orders are spread
/// @param ordersMax orders of one phase; without it as many as a first start's limits and the
///   service's bound on open orders let stay open
/// @param warmUp before the closed loop; see [dev.tradewitness.benchmarks.report.WarmUp]
/// @param limits whether the echo endpoint and the row-lock peer are measured as well
/// @param results folder of the artifact
public record AuthorizeSettings(
    int connections,
    Duration time,
    OptionalDouble openRate,
    Duration openTime,
    int accounts,
    OptionalLong ordersMax,
    Duration warmUp,
    boolean limits,
    Path results) {
  private static final int ACCOUNTS_MAX = 1_000_000;
  private static final long OPEN_ORDERS_MAX = 900_000;
  private static final long ENDED_IN_A_ROW_MAX = 1_000;

  public AuthorizeSettings {
    if (accounts < 1 || accounts > ACCOUNTS_MAX) {
      throw new IllegalArgumentException(
          "accounts are 1 to %d, not %d".formatted(ACCOUNTS_MAX, accounts));
    }
  }

  /// Orders that may be sent before the earlier ones are cancelled. Unless more are asked for, no
  /// more than may be open at once: beyond it, limits would block them and the service's bound on
  /// open orders would refuse them.
  long phaseOrdersMax() {
    return ordersMax.orElse(
        Math.min(OPEN_ORDERS_MAX, accounts * OrderTraffic.OPEN_PER_ACCOUNT_MAX));
  }

  /// Orders in a row that had ended before they were cancelled, after which no older ones are
  /// cancelled. More orders than can be open make sense only where the service ends them by itself.
  long endedInARowMax() {
    return ordersMax.isPresent() ? ENDED_IN_A_ROW_MAX : Long.MAX_VALUE;
  }
}
