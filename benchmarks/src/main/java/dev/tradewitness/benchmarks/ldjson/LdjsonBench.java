package dev.tradewitness.benchmarks.ldjson;

import dev.tradewitness.benchmarks.load.Bounds;
import dev.tradewitness.benchmarks.load.Tally;
import dev.tradewitness.benchmarks.probe.ServerProcess;
import dev.tradewitness.benchmarks.probe.SyncProbe;
import dev.tradewitness.benchmarks.report.Artifact;
import dev.tradewitness.benchmarks.report.Decline;
import dev.tradewitness.benchmarks.report.Header;
import dev.tradewitness.benchmarks.report.Json;
import dev.tradewitness.benchmarks.report.Machine;
import dev.tradewitness.benchmarks.report.Phase;
import dev.tradewitness.benchmarks.report.SeriesLine;
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
import java.util.stream.IntStream;

/// Lines to the LDJSON door of a running stack, each durable when it is acknowledged; beside it, in
/// the same run, a server that only reads and parses.
public final class LdjsonBench {
  private static final String PART = "capture";
  private static final String NAME = "LDJSON-PERF";
  private static final String PORT = "--tradewitness.capture.ldjson.port=";
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(10);
  private static final int RAW_SHARE = 3;

  private final MeasuredStack stack;
  private final LdjsonSettings settings;
  private final PrintStream out;
  private final List<String> failures = new ArrayList<>();

  public LdjsonBench(MeasuredStack stack, LdjsonSettings settings, PrintStream out) {
    this.stack = stack;
    this.settings = settings;
    this.out = out;
  }

  /// @return whether the rate held, every line was acknowledged and every acknowledged one is
  ///   stored
  public boolean run() throws IOException, InterruptedException {
    var at = Instant.now();
    int port = ldjsonPort();
    var machine = Machine.with(stack);
    Header.print(machine, stack, out);
    var fdatasync = SyncProbe.run(stack.data(), PROBE_LIMIT);
    warmUp("warm-up", port);
    String run = "bench-" + Long.toString(at.getEpochSecond(), Character.MAX_RADIX);
    var tally = new Tally();
    var load =
        new LdjsonLoad(port, sources(run), settings.window(), Bounds.of(settings.time()), tally);
    var result =
        Phase.run(
            load,
            tally,
            new Watch(stack.watched()),
            Phase.INTERVAL,
            point -> out.println(SeriesLine.of("ldjson", point)));
    long acknowledged = result.latency().getTotalCount();
    long stored = new StoredLines(stack.port(PART)).of(sources(run));
    double plain = plain();
    report(result, acknowledged, stored, plain);
    var content =
        JsonObject.builder()
            .put("version", "ldjson-v1")
            .put("timestamp", at.toString())
            .put("environment", Artifact.environment(machine))
            .put("parts", JsonArray.ofStrings(stack.runningParts()))
            .put("line_bytes", LdjsonLines.LINE_BYTES)
            .put("connections", settings.connections())
            .put("window", settings.window())
            .put("acknowledged", acknowledged)
            .put("stored", stored)
            .put("results", Json.result(result))
            .put("series", Json.series(result))
            .put(
                "raw_limits",
                JsonObject.builder()
                    .put("plain_lines_per_sec", Json.number(plain))
                    .put("fdatasync_8k_ms", Json.latency(fdatasync))
                    .build())
            .put("failures", JsonArray.ofStrings(failures))
            .build();
    out.println("written     " + Artifact.write(settings.results(), NAME, at, content));
    failures.forEach(reason -> out.println("FAILED      " + reason));
    return failures.isEmpty();
  }

  private int ldjsonPort() {
    return stack.commandLine(PART).stream()
        .filter(word -> word.startsWith(PORT))
        .map(word -> Integer.parseInt(word.substring(PORT.length())))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("capture does not run with " + PORT + "NUMBER"));
  }

  private List<String> sources(String run) {
    return IntStream.range(0, settings.connections()).mapToObj(i -> run + "-" + i).toList();
  }

  private void warmUp(String source, int port) throws IOException, InterruptedException {
    if (settings.warmUp().isZero()) {
      out.println("warm-up     none");
      return;
    }
    var tally = new Tally();
    String run = "bench-" + source + "-" + System.currentTimeMillis();
    long lines =
        new LdjsonLoad(port, sources(run), settings.window(), Bounds.of(settings.warmUp()), tally)
            .run();
    out.printf(
        Locale.ROOT,
        "%-11s %d connections, %.0f s: %,.0f lines/s, errors %s%n",
        source,
        settings.connections(),
        settings.warmUp().toMillis() / 1e3,
        lines / (settings.warmUp().toMillis() / 1e3),
        tally.interval().errors());
  }

  /// Lines a second that a server reads and parses, with the JVM options of capture-service.
  private double plain() throws IOException, InterruptedException {
    var flags =
        Header.jvmFlags(stack.commandLine(PART)).stream()
            .filter(
                flag -> !flag.startsWith("-XX:AOTCache") && !flag.startsWith("-XX:SharedArchive"))
            .toList();
    try (var server = ServerProcess.start(PlainReader.class, flags)) {
      warmUp("plain", server.port());
      Duration time = settings.time().dividedBy(RAW_SHARE);
      long lines =
          new LdjsonLoad(
                  server.port(), sources("plain"), settings.window(), Bounds.of(time), new Tally())
              .run();
      return lines / (time.toMillis() / 1e3);
    }
  }

  private void report(Phase.Result result, long acknowledged, long stored, double plain) {
    out.printf(
        Locale.ROOT,
        "ldjson      %,.0f lines/s of %d bytes, p50 %.2f, p99 %.2f ms; plain %,.0f lines/s, ratio %.3f%n",
        result.rate(),
        LdjsonLines.LINE_BYTES,
        result.millis(50),
        result.millis(99),
        plain,
        plain == 0 ? 0 : result.rate() / plain);
    out.printf(
        Locale.ROOT, "stored      %,d of %,d lines that were acknowledged%n", stored, acknowledged);
    Decline.of(result.series().stream().map(Phase.Point::rate).toList()).ifPresent(failures::add);
    if (stored != acknowledged) {
      failures.add("%d lines were acknowledged, %d are stored".formatted(acknowledged, stored));
    }
    if (result.errorCount() > 0) {
      failures.add("errors: " + result.errors());
    }
  }
}
