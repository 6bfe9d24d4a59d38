package dev.tradewitness.benchmarks.firstminute;

import dev.tradewitness.benchmarks.authorize.OrderTraffic;
import dev.tradewitness.benchmarks.capture.EventTraffic;
import dev.tradewitness.benchmarks.load.Bounds;
import dev.tradewitness.benchmarks.load.Load;
import dev.tradewitness.benchmarks.load.Pace;
import dev.tradewitness.benchmarks.load.Tally;
import dev.tradewitness.benchmarks.load.Traffic;
import dev.tradewitness.benchmarks.probe.EchoProcess;
import dev.tradewitness.benchmarks.report.Artifact;
import dev.tradewitness.benchmarks.report.Header;
import dev.tradewitness.benchmarks.report.Machine;
import dev.tradewitness.benchmarks.report.Phase;
import dev.tradewitness.benchmarks.report.SeriesLine;
import dev.tradewitness.benchmarks.watch.MeasuredStack;
import dev.tradewitness.benchmarks.watch.Watch;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Starts a stack and measures what its first clients see.
public final class FirstMinuteBench {
  private static final int FEW = 8;
  private static final int MANY = 64;
  private static final double OPEN_RATE = 500;
  private static final int OPEN_CONNECTIONS = 64;
  private static final int ACCOUNTS = 128;
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration GENERATOR_WARM_UP = Duration.ofSeconds(5);
  private static final int ECHO_BYTES = 1_000;
  private static final int RADIX = 36;

  private final FirstMinuteSettings settings;
  private final PrintStream out;
  private final String run = "first-" + Long.toString(System.currentTimeMillis(), RADIX) + "-";
  private final FirstMinuteReport report = new FirstMinuteReport();

  public FirstMinuteBench(FirstMinuteSettings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  /// @return whether every goal was met
  public boolean run() throws IOException, InterruptedException {
    var at = Instant.now();
    Machine machine;
    warmUpGenerator();
    try (var scratch = new ScratchStack(settings, out)) {
      var stack = scratch.up();
      report.started(scratch.startSeconds());
      report.remember(stack);
      Thread.sleep(settings.pause());
      machine = Machine.with(stack);
      Header.print(machine, stack, out);
      measure(stack);
      report.remember(stack);
    }
    report.print(out);
    out.println(
        "written     "
            + Artifact.write(
                settings.results(), FirstMinuteReport.NAME, at, report.json(at, machine)));
    return report.goals().stream().allMatch(Goal::met);
  }

  private void measure(MeasuredStack stack) throws IOException, InterruptedException {
    report.few("authorize", phase(stack, "authorize", FEW, settings.few()));
    report.few("capture", phase(stack, "capture", FEW, settings.few()));
    report.open(
        phase(
            stack,
            "authorize",
            orders("o"),
            new Pace.Open(OPEN_RATE, OPEN_CONNECTIONS),
            settings.few()));
    if (settings.many().isPositive()) {
      for (var part : List.of("authorize", "capture")) {
        report.many(part, phase(stack, part, MANY, settings.many()));
      }
    }
  }

  private Phase.Result phase(MeasuredStack stack, String part, int connections, Duration time)
      throws IOException, InterruptedException {
    var traffic =
        part.equals("capture")
            ? new EventTraffic("local.tradewitness:first-minute", 1)
            : orders("c" + connections + "-");
    return phase(stack, part, traffic, new Pace.Closed(connections), time);
  }

  private Phase.Result phase(
      MeasuredStack stack, String part, Traffic traffic, Pace pace, Duration time)
      throws IOException, InterruptedException {
    var tally = new Tally();
    var load = new Load(stack.port(part), traffic, pace, Bounds.of(time), tally);
    var label =
        part
            + switch (pace) {
              case Pace.Closed(int connections) -> " closed " + connections;
              case Pace.Open(double rate, int _) -> " open %.0f/s".formatted(rate);
            };
    var result =
        Phase.run(
            load,
            tally,
            new Watch(stack.watched()),
            INTERVAL,
            point -> out.println(SeriesLine.of(label, point)));
    if (traffic instanceof OrderTraffic orders) {
      report.segments(label, orders.segments());
    }
    return result;
  }

  private OrderTraffic orders(String phase) {
    return new OrderTraffic("/v1/authorize", run + phase, ACCOUNTS);
  }

  /// A generator that is itself cold would be measured with the service.
  private void warmUpGenerator() throws IOException, InterruptedException {
    try (var echo = EchoProcess.start(List.of("-Xmx128m", "-XX:+UseSerialGC"), ECHO_BYTES)) {
      for (var pace : List.of(new Pace.Closed(FEW), new Pace.Open(OPEN_RATE, FEW))) {
        var traffic = new OrderTraffic(echo.path(), "echo-", ACCOUNTS);
        new Load(echo.port(), traffic, pace, Bounds.of(GENERATOR_WARM_UP), new Tally()).run();
      }
    }
  }
}
