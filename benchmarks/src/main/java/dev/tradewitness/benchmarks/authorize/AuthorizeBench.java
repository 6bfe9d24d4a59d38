package dev.tradewitness.benchmarks.authorize;

import dev.tradewitness.benchmarks.load.Bounds;
import dev.tradewitness.benchmarks.load.Load;
import dev.tradewitness.benchmarks.load.Pace;
import dev.tradewitness.benchmarks.load.Tally;
import dev.tradewitness.benchmarks.probe.SyncProbe;
import dev.tradewitness.benchmarks.report.Artifact;
import dev.tradewitness.benchmarks.report.Header;
import dev.tradewitness.benchmarks.report.Machine;
import dev.tradewitness.benchmarks.report.Phase;
import dev.tradewitness.benchmarks.report.SeriesLine;
import dev.tradewitness.benchmarks.report.WarmUp;
import dev.tradewitness.benchmarks.watch.MeasuredStack;
import dev.tradewitness.benchmarks.watch.Watch;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Decisions of a running stack: a closed loop, an open loop, and the raw limits of the same run,
/// of which the row-lock peer comes first.
public final class AuthorizeBench {
  private static final String PART = "authorize";
  private static final String PATH = "/v1/authorize";
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(10);
  private static final Duration CANCEL_LIMIT = Duration.ofMinutes(10);
  private static final int OPEN_CONNECTIONS = 256;
  private static final int RADIX = 36;

  private final MeasuredStack stack;
  private final AuthorizeSettings settings;
  private final PrintStream out;
  private final int port;
  private final String run;

  public AuthorizeBench(MeasuredStack stack, AuthorizeSettings settings, PrintStream out) {
    this.stack = stack;
    this.settings = settings;
    this.out = out;
    this.port = stack.port(PART);
    this.run = "bench-" + Long.toString(System.currentTimeMillis(), RADIX) + "-";
  }

  /// @return whether the rate held and the orders passed
  public boolean run() throws IOException, InterruptedException, SQLException {
    var at = Instant.now();
    var machine = Machine.with(stack);
    Header.print(machine, stack, out);
    var fdatasync = SyncProbe.run(stack.data(), PROBE_LIMIT);
    var limits = new RawLimits(stack, settings, out);
    // Before the service writes its rows: the journal would slow the peer's commits down.
    var peer = settings.limits() ? limits.peer() : null;
    warmUp();
    var closed = phase("closed", new Pace.Closed(settings.connections()), settings.time());
    var open = openLoop(closed.result().rate());
    var echo = settings.limits() ? limits.echo(closed.answerBytes()) : null;
    var report =
        new AuthorizeReport(
            at,
            machine,
            Durability.of(stack),
            stack.runningParts(),
            settings.warmUp().toMillis() / 1e3,
            fdatasync,
            closed,
            open,
            echo,
            peer);
    report.print(out);
    out.println(
        "written     "
            + Artifact.write(settings.results(), AuthorizeReport.NAME, at, report.json()));
    var failures = report.failures();
    failures.forEach(reason -> out.println("FAILED      " + reason));
    return failures.isEmpty();
  }

  private void warmUp() throws IOException, InterruptedException {
    var traffic = new OrderTraffic(PATH, run + "w", settings.accounts());
    WarmUp.run(port, traffic, settings.connections(), settings.warmUp(), out);
    cancel(run + "w", traffic.sent());
  }

  private @Nullable Measured openLoop(double closedRate) throws IOException, InterruptedException {
    double rate = settings.openRate().orElse(Math.floor(closedRate / 2));
    if (rate <= 0) {
      return null;
    }
    return phase("open", new Pace.Open(rate, OPEN_CONNECTIONS), settings.openTime());
  }

  private Measured phase(String name, Pace pace, Duration time)
      throws IOException, InterruptedException {
    var tally = new Tally();
    var traffic = new OrderTraffic(PATH, run + name, settings.accounts());
    var bounds = Bounds.of(time).withRequestsMax(settings.phaseOrdersMax());
    var load = new Load(port, traffic, pace, bounds, tally);
    var label = label(pace);
    var result =
        Phase.run(
            load,
            tally,
            new Watch(stack.watched()),
            Phase.INTERVAL,
            point -> out.println(SeriesLine.of(label, point)));
    if (traffic.sent() >= settings.phaseOrdersMax()) {
      out.printf("%-11s ended early: %d orders were sent (--orders-max)%n", name, traffic.sent());
    }
    cancel(run + name, traffic.sent());
    return new Measured(
        pace, result, traffic.segments(), traffic.sent(), traffic.blocked(), traffic.answerBytes());
  }

  private static String label(Pace pace) {
    return switch (pace) {
      case Pace.Closed(int connections) -> "closed " + connections;
      case Pace.Open(double rate, int _) -> "open %.0f/s".formatted(rate);
    };
  }

  /// Gives back what the orders reserved; otherwise every run would find less room than the one
  /// before.
  private void cancel(String prefix, long orders) throws IOException, InterruptedException {
    var tally = new Tally();
    var traffic = new CancelTraffic(prefix, orders, settings.accounts(), settings.endedInARowMax());
    long began = System.nanoTime();
    new Load(port, traffic, new Pace.Closed(settings.connections()), Bounds.of(CANCEL_LIMIT), tally)
        .run();
    double seconds = (System.nanoTime() - began) / 1e9;
    var counted = tally.interval();
    out.printf(
        "cancelled   %d of %d orders in %.1f s (%.0f/s), errors %s%n",
        counted.latency().getTotalCount(),
        orders,
        seconds,
        counted.latency().getTotalCount() / seconds,
        counted.errors());
  }
}
