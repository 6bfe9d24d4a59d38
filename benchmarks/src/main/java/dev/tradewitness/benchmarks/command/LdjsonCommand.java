package dev.tradewitness.benchmarks.command;

import dev.tradewitness.benchmarks.ldjson.LdjsonBench;
import dev.tradewitness.benchmarks.ldjson.LdjsonSettings;
import java.io.IOException;
import java.util.Set;

final class LdjsonCommand implements Benchmark {
  private static final int SECONDS_MAX = 3600;
  private static final int CONNECTIONS_MAX = 64;
  private static final int WINDOW_MAX = 100_000;

  @Override
  public String usage() {
    return """
    [--connections 4] [--window 4000] [--seconds 60] [--warm-up 30]
                   lines of 165 bytes to capture's LDJSON door, beside a server that only reads and parses\
    """;
  }

  @Override
  public Set<String> options() {
    return Set.of("--data", "--connections", "--window", "--seconds", "--warm-up");
  }

  @Override
  public boolean run(Place place, Options options) throws IOException, InterruptedException {
    var settings =
        new LdjsonSettings(
            options.number("--connections", 4, 1, CONNECTIONS_MAX),
            options.number("--window", 4_000, 1, WINDOW_MAX),
            options.seconds("--seconds", 60, SECONDS_MAX),
            options.seconds("--warm-up", 30, SECONDS_MAX),
            place.results());
    return new LdjsonBench(place.stack(), settings, System.out).run();
  }
}
