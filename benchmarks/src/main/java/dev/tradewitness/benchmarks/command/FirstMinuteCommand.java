package dev.tradewitness.benchmarks.command;

import dev.tradewitness.benchmarks.firstminute.FirstMinuteBench;
import dev.tradewitness.benchmarks.firstminute.FirstMinuteSettings;
import java.io.IOException;
import java.util.Set;

final class FirstMinuteCommand implements Benchmark {
  private static final int SECONDS_MAX = 600;
  private static final int PORT_BASE_MAX = 40_000;

  @Override
  public String usage() {
    return """
    [--port-base 12000] [--wait 15] [--seconds 10] [--steady-seconds 60] [--aot-cache yes|no]
                   starts a stack on scratch data, then 8 connections, 500 orders/s, 64 connections;
                   fails when a goal for the start or the first minutes is missed\
    """;
  }

  @Override
  public Set<String> options() {
    return Set.of("--port-base", "--wait", "--seconds", "--steady-seconds", "--aot-cache");
  }

  @Override
  public boolean run(Place place, Options options) throws IOException, InterruptedException {
    var settings =
        new FirstMinuteSettings(
            place.home(),
            options.number("--port-base", 12_000, 0, PORT_BASE_MAX),
            options.flag("--aot-cache", true),
            options.seconds("--wait", 15, SECONDS_MAX),
            options.seconds("--seconds", 10, SECONDS_MAX),
            options.seconds("--steady-seconds", 60, SECONDS_MAX),
            place.results());
    return new FirstMinuteBench(settings, System.out).run();
  }
}
