package dev.tradewitness.benchmarks.command;

import dev.tradewitness.benchmarks.impact.ImpactBench;
import dev.tradewitness.benchmarks.impact.ImpactSettings;
import dev.tradewitness.benchmarks.impact.Points;
import dev.tradewitness.benchmarks.impact.Step;
import dev.tradewitness.benchmarks.impact.Target;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

final class ImpactCommand implements Benchmark {
  private static final int BLOCK_SECONDS_MAX = 600;
  private static final int WARM_UP_SECONDS_MAX = 600;
  private static final int CONNECTIONS_MAX = 256;
  private static final int PORT_MAX = 65_535;

  @Override
  public String usage() {
    return """
    [--rate 200] [--blocks 20] [--block-seconds 3] [--points both|client|mirror]
                   [--step file|postgres] [--connections 16] [--warm-up 5] [--seed N] [--nginx PROGRAM]
                   [--folder DIR] [--capture-port N]
                   what capturing costs a trading system's orders, in blocks with and without by turns;
                   fails unless the latency's p50 and p99 are shown to grow by less than 1 %\
    """;
  }

  @Override
  public Set<String> options() {
    return Set.of(
        "--data",
        "--rate",
        "--blocks",
        "--block-seconds",
        "--points",
        "--step",
        "--connections",
        "--warm-up",
        "--seed",
        "--nginx",
        "--folder",
        "--capture-port");
  }

  @Override
  public boolean run(Place place, Options options)
      throws IOException, InterruptedException, SQLException {
    int seed = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
    var settings =
        new ImpactSettings(
            options.decimal("--rate", 200, 1, ImpactSettings.RATE_MAX),
            options.number("--blocks", 20, ImpactSettings.BLOCKS_MIN, ImpactSettings.BLOCKS_MAX),
            Duration.ofMillis(
                Math.round(options.decimal("--block-seconds", 3, 0, BLOCK_SECONDS_MAX) * 1e3)),
            ImpactSettings.LEAD_IN,
            options.number("--connections", 16, 1, CONNECTIONS_MAX),
            options.seconds("--warm-up", 5, WARM_UP_SECONDS_MAX),
            options.choice("--step", Step.FILE),
            options.choice("--points", Points.BOTH),
            options.number("--seed", seed, 0, Integer.MAX_VALUE),
            options.path("--nginx"),
            place.home(),
            place.results());
    int port = options.number("--capture-port", 0, 1, PORT_MAX);
    var folder = options.path("--folder");
    var target =
        port == 0
            ? Target.of(place.stack(), folder)
            : Target.at(port, folder.orElse(place.results()));
    return new ImpactBench(target, settings, System.out).run();
  }
}
