package dev.tradewitness.benchmarks.capture;

import dev.tradewitness.benchmarks.load.Bounds;
import dev.tradewitness.benchmarks.load.Load;
import dev.tradewitness.benchmarks.load.Pace;
import dev.tradewitness.benchmarks.load.Tally;
import dev.tradewitness.benchmarks.probe.SyncProbe;
import dev.tradewitness.benchmarks.report.Artifact;
import dev.tradewitness.benchmarks.report.Decline;
import dev.tradewitness.benchmarks.report.Header;
import dev.tradewitness.benchmarks.report.Json;
import dev.tradewitness.benchmarks.report.Machine;
import dev.tradewitness.benchmarks.report.Phase;
import dev.tradewitness.benchmarks.report.SeriesLine;
import dev.tradewitness.benchmarks.report.WarmUp;
import dev.tradewitness.benchmarks.watch.MeasuredStack;
import dev.tradewitness.benchmarks.watch.Watch;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/// Events of a running stack, one by one and in batches.
public final class CaptureBench {
  private static final String PART = "capture";
  private static final String NAME = "CAPTURE-PERF";
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(10);

  private final MeasuredStack stack;
  private final CaptureSettings settings;
  private final PrintStream out;
  private final int port;
  private final List<String> declines = new ArrayList<>();

  public CaptureBench(MeasuredStack stack, CaptureSettings settings, PrintStream out) {
    this.stack = stack;
    this.settings = settings;
    this.out = out;
    this.port = stack.port(PART);
  }

  /// @return whether both rates held
  public boolean run() throws IOException, InterruptedException {
    var at = Instant.now();
    var machine = Machine.with(stack);
    Header.print(machine, stack, out);
    var fdatasync = SyncProbe.run(stack.data(), PROBE_LIMIT);
    WarmUp.run(port, traffic(1), settings.connections(), settings.warmUp(), out);
    var one = phase("one by one", 1, settings.connections());
    var batches = phase("batches", settings.batch(), settings.batchConnections());
    var content =
        JsonObject.builder()
            .put("version", "capture-v1")
            .put("timestamp", at.toString())
            .put("environment", Artifact.environment(machine))
            .put("parts", JsonArray.ofStrings(stack.runningParts()))
            .put("one_by_one", one)
            .put("batches", batches)
            .put("raw_limits", limits(fdatasync))
            .build();
    out.println("written     " + Artifact.write(settings.results(), NAME, at, content));
    declines.forEach(reason -> out.println("FAILED      " + reason));
    return declines.isEmpty();
  }

  private static EventTraffic traffic(int batch) {
    return new EventTraffic("local.tradewitness:bench", batch);
  }

  private JsonObject phase(String name, int batch, int connections)
      throws IOException, InterruptedException {
    var tally = new Tally();
    var traffic = traffic(batch);
    var load =
        new Load(port, traffic, new Pace.Closed(connections), Bounds.of(settings.time()), tally);
    var result =
        Phase.run(
            load,
            tally,
            new Watch(stack.watched()),
            Phase.INTERVAL,
            point -> out.println(SeriesLine.of(name, point)));
    double events = result.rate() * batch;
    out.printf(
        Locale.ROOT,
        "%-11s %,.0f events/s of %d bytes, %d a request over %d connections, p99 %.2f ms%n",
        name,
        events,
        traffic.eventBytes(),
        batch,
        connections,
        result.millis(99));
    Decline.of(result.series().stream().map(Phase.Point::rate).toList())
        .ifPresent(reason -> declines.add(name + ": " + reason));
    return JsonObject.builder()
        .put("events_per_request", batch)
        .put("event_bytes", traffic.eventBytes())
        .put("events_per_sec", Json.number(events))
        .put("connections", connections)
        .put("results", Json.result(result))
        .put("series", Json.series(result))
        .build();
  }

  private static JsonObject limits(Histogram fdatasync) {
    return JsonObject.builder().put("fdatasync_8k_ms", Json.latency(fdatasync)).build();
  }
}
