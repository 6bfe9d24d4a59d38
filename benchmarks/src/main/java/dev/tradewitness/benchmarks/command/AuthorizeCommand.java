package dev.tradewitness.benchmarks.command;

import dev.tradewitness.benchmarks.authorize.AuthorizeBench;
import dev.tradewitness.benchmarks.authorize.AuthorizeSettings;
import dev.tradewitness.benchmarks.load.Pace;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;

final class AuthorizeCommand implements Benchmark {
  private static final int SECONDS_MAX = 3600;
  // The highest rate for the longest time.
  private static final long ORDERS_MAX = (long) Pace.RATE_MAX * SECONDS_MAX;

  @Override
  public String usage() {
    return "[--connections 64] [--seconds 60] [--rate N] [--open-seconds 30] [--accounts 128]"
        + " [--orders-max N] [--warm-up 30] [--limits yes|no]\n"
        + "               decisions: closed loop, open loop at --rate orders/s (default: half the"
        + " closed loop's rate, 0: none),\n"
        + "               fdatasync, echo endpoint and row-lock transaction of the same run";
  }

  @Override
  public Set<String> options() {
    return Set.of(
        "--data",
        "--connections",
        "--seconds",
        "--rate",
        "--open-seconds",
        "--accounts",
        "--orders-max",
        "--warm-up",
        "--limits");
  }

  @Override
  public boolean run(Place place, Options options)
      throws IOException, InterruptedException, SQLException {
    var settings =
        new AuthorizeSettings(
            options.number("--connections", 64, 1, Pace.CONNECTIONS_MAX),
            options.seconds("--seconds", 60, SECONDS_MAX),
            options.decimal("--rate", 0, Pace.RATE_MAX),
            options.seconds("--open-seconds", 30, SECONDS_MAX),
            options.number("--accounts", 128, 1, 1_000_000),
            options.number("--orders-max", 1, ORDERS_MAX),
            options.seconds("--warm-up", 30, SECONDS_MAX),
            options.flag("--limits", true),
            place.results());
    return new AuthorizeBench(place.stack(), settings, System.out).run();
  }
}
