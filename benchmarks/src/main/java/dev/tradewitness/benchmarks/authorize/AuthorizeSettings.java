package dev.tradewitness.benchmarks.authorize;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;

/// @param connections of the closed loop, the echo endpoint and the peer
/// @param time of the closed loop
/// @param openRate orders a second of the open loop; without it half of what the closed loop
///   reached, 0 for no open loop
/// @param openTime of the open loop
/// @param accounts over which the orders are spread
/// @param warmUp before the closed loop; see [dev.tradewitness.benchmarks.report.WarmUp]
/// @param limits whether the echo endpoint and the row-lock peer are measured as well
/// @param results folder of the artifact
public record AuthorizeSettings(
    int connections,
    Duration time,
    OptionalDouble openRate,
    Duration openTime,
    int accounts,
    Duration warmUp,
    boolean limits,
    Path results) {
  private static final int ACCOUNTS_MAX = 1_000_000;

  public AuthorizeSettings {
    if (accounts < 1 || accounts > ACCOUNTS_MAX) {
      throw new IllegalArgumentException(
          "accounts are 1 to %d, not %d".formatted(ACCOUNTS_MAX, accounts));
    }
  }

  /// Orders that may be sent before the earlier ones are cancelled; beyond it, limits would block
  /// them and the service's bound on open orders would refuse them.
  long ordersMax() {
    return Math.min(OPEN_ORDERS_MAX, accounts * OrderTraffic.OPEN_PER_ACCOUNT_MAX);
  }

  private static final long OPEN_ORDERS_MAX = 900_000;
}
