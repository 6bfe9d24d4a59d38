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

/// What the same machine does in the same run without authorize-service.
final class RawLimits {
  private static final Duration WARM_UP_MIN = Duration.ofSeconds(15);
  private static final Duration TIME = Duration.ofSeconds(20);

  private final MeasuredStack stack;
  private final AuthorizeSettings settings;
  private final PrintStream out;

  RawLimits(MeasuredStack stack, AuthorizeSettings settings, PrintStream out) {
    this.stack = stack;
    this.settings = settings;
    this.out = out;
  }

  /// As long as the service's own, or a ratio would compare warm code with cold.
  static Duration warmUp(AuthorizeSettings settings) {
    return settings.warmUp().compareTo(WARM_UP_MIN) > 0 ? settings.warmUp() : WARM_UP_MIN;
  }

  /// A rate with its latencies.
  record Limit(double rate, Histogram latency, long errors) {}

  /// The same orders sent to a server that only reads and answers.
  Limit echo(int answerBytes) throws IOException, InterruptedException {
    out.println("echo        the same orders to a server that only reads and answers");
    var flags =
        Header.jvmFlags(stack.commandLine("authorize")).stream()
            .filter(
                flag -> !flag.startsWith("-XX:AOTCache") && !flag.startsWith("-XX:SharedArchive"))
            .toList();
    try (var echo = EchoProcess.start(flags, answerBytes)) {
      var traffic = new OrderTraffic(echo.path(), "echo-", settings.accounts());
      WarmUp.run(echo.port(), traffic, settings.connections(), warmUp(settings), out);
      var tally = new Tally();
      new Load(
              echo.port(), traffic, new Pace.Closed(settings.connections()), Bounds.of(TIME), tally)
          .run();
      return limit(tally);
    }
  }

  /// One PostgreSQL transaction per order, see [RowLockPeer].
  Limit peer() throws SQLException, InterruptedException {
    out.println("peer        one PostgreSQL transaction per order");
    try (var peer =
        new RowLockPeer(stack.jdbcUrl(), stack.superuserPassword(), settings.accounts())) {
      peer.run(settings.connections(), warmUp(settings), new Tally());
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
