package dev.tradewitness.benchmarks.authorize;

import dev.tradewitness.benchmarks.load.Bounds;
import dev.tradewitness.benchmarks.load.Load;
import dev.tradewitness.benchmarks.load.Pace;
import dev.tradewitness.benchmarks.load.Tally;
import dev.tradewitness.benchmarks.probe.EchoProcess;
import dev.tradewitness.benchmarks.probe.RowLockPeer;
import dev.tradewitness.benchmarks.report.Header;
import dev.tradewitness.benchmarks.report.WarmUp;
import dev.tradewitness.benchmarks.watch.MeasuredStack;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/// What the same machine does in the same minutes without authorize-service.
final class RawLimits {
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration TIME = Duration.ofSeconds(20);

  private final MeasuredStack stack;
  private final AuthorizeSettings settings;
  private final PrintStream out;

  RawLimits(MeasuredStack stack, AuthorizeSettings settings, PrintStream out) {
    this.stack = stack;
    this.settings = settings;
    this.out = out;
  }

  /// A rate with its latencies.
  record Limit(double rate, Histogram latency, long errors) {}

  /// The same orders sent to a server that only reads and answers.
  Limit echo(int answerBytes) throws IOException, InterruptedException {
    var flags =
        Header.jvmFlags(stack.commandLine("authorize")).stream()
            .filter(
                flag -> !flag.startsWith("-XX:AOTCache") && !flag.startsWith("-XX:SharedArchive"))
            .toList();
    try (var echo = EchoProcess.start(flags, answerBytes)) {
      var traffic = new OrderTraffic(echo.path(), "echo-", settings.accounts());
      WarmUp.run(echo.port(), traffic, settings.connections(), WARM_UP, out);
      var tally = new Tally();
      new Load(
              echo.port(), traffic, new Pace.Closed(settings.connections()), Bounds.of(TIME), tally)
          .run();
      return limit(tally);
    }
  }

  /// One PostgreSQL transaction per order, see [RowLockPeer].
  Limit peer() throws SQLException, InterruptedException {
    try (var peer =
        new RowLockPeer(stack.jdbcUrl(), stack.superuserPassword(), settings.accounts())) {
      peer.run(settings.connections(), WARM_UP, new Tally());
      var tally = new Tally();
      peer.run(settings.connections(), TIME, tally);
      return limit(tally);
    }
  }

  private static Limit limit(Tally tally) {
    var counted = tally.interval();
    return new Limit(
        counted.latency().getTotalCount() / (TIME.toMillis() / 1e3),
        counted.latency(),
        counted.errorCount());
  }
}
