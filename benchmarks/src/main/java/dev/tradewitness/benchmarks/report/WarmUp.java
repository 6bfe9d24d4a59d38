package dev.tradewitness.benchmarks.report;

import dev.tradewitness.benchmarks.load.Bounds;
import dev.tradewitness.benchmarks.load.Load;
import dev.tradewitness.benchmarks.load.Pace;
import dev.tradewitness.benchmarks.load.Tally;
import dev.tradewitness.benchmarks.load.Traffic;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Load with few connections first. With many at once on few cores, the compilers' threads do not
/// get a core, and the server stays interpreted for minutes.
public final class WarmUp {
  private static final List<Integer> CONNECTIONS = List.of(4, 16);

  private WarmUp() {}

  /// A third of the time each with 4, 16 and all connections.
  public static void run(int port, Traffic traffic, int connections, Duration time, PrintStream out)
      throws IOException, InterruptedException {
    if (time.isZero()) {
      out.println("warm-up     none");
      return;
    }
    for (int i = 0; i <= CONNECTIONS.size(); i++) {
      int some = i < CONNECTIONS.size() ? Math.min(CONNECTIONS.get(i), connections) : connections;
      var tally = new Tally();
      var bounds = Bounds.of(time.dividedBy(CONNECTIONS.size() + 1L));
      new Load(port, traffic, new Pace.Closed(some), bounds, tally).run();
      var counted = tally.interval();
      out.printf(
          Locale.ROOT,
          "warm-up     %d connections, %.0f s: %,.0f/s, p50 %.2f ms, errors %s%n",
          some,
          bounds.time().toMillis() / 1e3,
          counted.latency().getTotalCount() / (bounds.time().toMillis() / 1e3),
          counted.latency().getValueAtPercentile(50) / 1e6,
          counted.errors());
    }
  }
}
