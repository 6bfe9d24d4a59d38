package dev.tradewitness.benchmarks.command;

import dev.tradewitness.benchmarks.capture.CaptureBench;
import dev.tradewitness.benchmarks.capture.CaptureSettings;
import dev.tradewitness.benchmarks.load.Pace;
import java.io.IOException;
import java.util.Set;

final class CaptureCommand implements Benchmark {
  private static final int SECONDS_MAX = 3600;

  @Override
  public String usage() {
    return """
    [--connections 64] [--seconds 60] [--batch 1000] [--batch-connections 4] [--warm-up 30]
                   events of 700 bytes: one by one to /vcp/log, then in batches\
    """;
  }

  @Override
  public Set<String> options() {
    return Set.of(
        "--data", "--connections", "--seconds", "--batch", "--batch-connections", "--warm-up");
  }

  @Override
  public boolean run(Place place, Options options) throws IOException, InterruptedException {
    var settings =
        new CaptureSettings(
            options.number("--connections", 64, 1, Pace.CONNECTIONS_MAX),
            options.number("--batch", 1_000, 1, 10_000),
            options.number("--batch-connections", 4, 1, 64),
            options.seconds("--seconds", 60, SECONDS_MAX),
            options.seconds("--warm-up", 30, SECONDS_MAX),
            place.results());
    return new CaptureBench(place.stack(), settings, System.out).run();
  }
}
