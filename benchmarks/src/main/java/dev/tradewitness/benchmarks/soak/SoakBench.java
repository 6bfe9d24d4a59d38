package dev.tradewitness.benchmarks.soak;

import dev.tradewitness.benchmarks.load.Bounds;
import dev.tradewitness.benchmarks.load.Load;
import dev.tradewitness.benchmarks.load.Pace;
import dev.tradewitness.benchmarks.load.Tally;
import dev.tradewitness.benchmarks.report.Artifact;
import dev.tradewitness.benchmarks.report.Header;
import dev.tradewitness.benchmarks.report.Machine;
import dev.tradewitness.benchmarks.report.Phase;
import dev.tradewitness.benchmarks.report.SeriesLine;
import dev.tradewitness.benchmarks.report.WarmUp;
import dev.tradewitness.benchmarks.watch.MeasuredStack;
import dev.tradewitness.benchmarks.watch.MetricsPage;
import dev.tradewitness.benchmarks.watch.Watch;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Mixed load at a constant rate in four quarters, with a forced collection after each. Says
/// whether the last quarter is as good as the second and whether the answers were right, see
/// [SoakVerdict].
public final class SoakBench {
  private static final String PART = "authorize";
  private static final String REMEMBERED = "authorize_orders_remembered";
  private static final String FILTERS = "authorize_ids_filter_bytes";
  private static final int OPEN_LOOP_CONNECTIONS_FACTOR = 4;
  private static final int QUARTERS = 4;
  private static final int RADIX = 36;

  private final MeasuredStack stack;
  private final SoakSettings settings;
  private final PrintStream out;
  private final int port;
  private final SoakTraffic traffic;

  public SoakBench(MeasuredStack stack, SoakSettings settings, PrintStream out) {
    this.stack = stack;
    this.settings = settings;
    this.out = out;
    this.port = stack.port(PART);
    this.traffic =
        new SoakTraffic(
            "soak-" + Long.toString(System.currentTimeMillis(), RADIX) + "-",
            settings.accounts(),
            settings.openMax());
  }

  /// Why the soak failed; empty when it held.
  public List<String> run() throws IOException, InterruptedException {
    var at = Instant.now();
    var machine = Machine.with(stack);
    Header.print(machine, stack, out);
    WarmUp.run(port, traffic, settings.connections(), settings.warmUp(), out);
    double rate = rate();
    var quarters = new ArrayList<Quarter>();
    var phases = new ArrayList<Phase.Result>();
    for (int number = 1; number <= QUARTERS; number++) {
      var phase =
          phase(
              "soak Q" + number,
              new Pace.Open(rate, settings.connections() * OPEN_LOOP_CONNECTIONS_FACTOR),
              settings.time().dividedBy(QUARTERS));
      phases.add(phase);
      quarters.add(quarter(phase));
      print(number, quarters.getLast(), phase);
    }
    var totals = traffic.totals();
    var reasons = SoakVerdict.of(quarters, totals, settings.allowance());
    var report =
        new SoakReport(at, machine, stack.runningParts(), rate, quarters, phases, totals, reasons);
    out.printf(
        "orders      %d, answered %s, left open %d, blocked %d, repeats not recognized %d%n",
        totals.orders(),
        traffic.answered(),
        traffic.open(),
        totals.blocked(),
        totals.notReplayed());
    out.println(
        "written     " + Artifact.write(settings.results(), SoakReport.NAME, at, report.json()));
    reasons.forEach(reason -> out.println("FAILED      " + reason));
    return reasons;
  }

  /// Requests a second that the soak asks for.
  private double rate() throws IOException, InterruptedException {
    if (settings.rate().isPresent()) {
      return settings.rate().getAsDouble();
    }
    var maximum =
        phase("maximum", new Pace.Closed(settings.connections()), settings.maximum()).rate();
    double half = Math.max(1, Math.floor(maximum / 2));
    out.printf(Locale.ROOT, "rate        %.0f/s, half of %.0f/s%n", half, maximum);
    return half;
  }

  private Phase.Result phase(String name, Pace pace, Duration time)
      throws IOException, InterruptedException {
    var tally = new Tally();
    return Phase.run(
        new Load(port, traffic, pace, Bounds.of(time), tally),
        tally,
        new Watch(stack.watched()),
        settings.interval(),
        point -> out.println(SeriesLine.of(name, point)));
  }

  private Quarter quarter(Phase.Result phase) throws IOException, InterruptedException {
    double answers = phase.latency().getTotalCount() + (double) phase.errorCount();
    var figures = MetricsPage.of(port);
    return new Quarter(
        phase.rate(),
        medianP99Millis(phase),
        answers > 0 ? phase.errorCount() / answers : 1,
        LiveHeap.of(stack),
        Math.round(figures.sum(REMEMBERED).orElse(0)),
        Math.round(figures.sum(FILTERS).orElse(0)));
  }

  private static double medianP99Millis(Phase.Result phase) {
    var sorted =
        phase.series().stream()
            .mapToDouble(point -> point.tally().latency().getValueAtPercentile(99) / 1e6)
            .sorted()
            .toArray();
    return sorted.length == 0 ? phase.millis(99) : sorted[sorted.length / 2];
  }

  private void print(int number, Quarter quarter, Phase.Result phase) {
    out.printf(
        Locale.ROOT,
        "quarter %d   %,.0f/s, p99 %.2f ms, errors %.3f %%, live heap after a forced collection %s"
            + ", remembered ids %d, generator %.0f µs of CPU a request%n",
        number,
        quarter.rate(),
        quarter.p99Millis(),
        100 * quarter.errorShare(),
        quarter.liveBytes(),
        quarter.rememberedIds(),
        phase.cpuMicros("generator"));
  }
}
