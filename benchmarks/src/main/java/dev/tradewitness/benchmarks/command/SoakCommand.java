package dev.tradewitness.benchmarks.command;

import dev.tradewitness.benchmarks.load.Pace;
import dev.tradewitness.benchmarks.report.Phase;
import dev.tradewitness.benchmarks.soak.SoakBench;
import dev.tradewitness.benchmarks.soak.SoakSettings;
import dev.tradewitness.benchmarks.soak.SoakVerdict.Allowance;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

final class SoakCommand implements Benchmark {
  private static final int MINUTES_MAX = 24 * 60;
  // A quarter of the most connections an open loop may have.
  private static final int CONNECTIONS_MAX = Pace.CONNECTIONS_MAX / 4;

  @Override
  public String usage() {
    return "[--minutes 30] [--rate N] [--connections 64] [--accounts 128] [--open-orders 5000]"
        + " [--warm-up 60]\n"
        + "               orders that fill, cancel, expire and stay open, at --rate requests/s"
        + " (default: half the maximum,\n"
        + "               which is measured first for a minute); fails when rate, p99 or live heap"
        + " do not hold,\n"
        + "               or when the answers are errors, blocked orders or repeats taken for new";
  }

  @Override
  public Set<String> options() {
    return Set.of(
        "--data",
        "--minutes",
        "--rate",
        "--connections",
        "--accounts",
        "--open-orders",
        "--warm-up",
        "--id-bytes-min",
        "--id-bytes-max",
        "--p99-harmless");
  }

  @Override
  public boolean run(Place place, Options options) throws IOException, InterruptedException {
    var settings =
        new SoakSettings(
            Duration.ofMillis(
                Math.round(options.decimal("--minutes", 30, 0, MINUTES_MAX) * 60_000)),
            options.decimal("--rate", 1, Pace.RATE_MAX),
            options.number("--connections", 64, 1, CONNECTIONS_MAX),
            options.number("--accounts", 128, 1, 1_000_000),
            options.number("--open-orders", 5_000, 1, 500_000),
            options.seconds("--warm-up", 60, 3600),
            Duration.ofMinutes(1),
            Phase.INTERVAL,
            new Allowance(
                options.number("--id-bytes-min", Allowance.DEFAULT.idBytesMin(), 0, 1000),
                options.number("--id-bytes-max", Allowance.DEFAULT.idBytesMax(), 0, 1000),
                options.decimal(
                    "--p99-harmless", Allowance.DEFAULT.p99MillisHarmless(), 0, 60_000)),
            place.results());
    return new SoakBench(place.stack(), settings, System.out).run().isEmpty();
  }
}
