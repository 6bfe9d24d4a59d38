package dev.tradewitness.benchmarks.watch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Samples a set of processes, each time over the interval since the sample before. For one thread.
public final class Watch {
  private final List<WatchedProcess> processes;
  private final Map<String, Point> before = new LinkedHashMap<>();
  private long beforeNanos;

  private record Point(double cpuSeconds, Optional<JvmState> jvm) {}

  public Watch(List<WatchedProcess> processes) {
    this.processes = List.copyOf(processes);
    begin();
  }

  /// Begins the next interval now.
  public void begin() {
    beforeNanos = System.nanoTime();
    for (var process : processes) {
      before.put(process.name(), point(process));
    }
  }

  public Sample sample() {
    long now = System.nanoTime();
    double seconds = Math.max(1e-3, (now - beforeNanos) / 1e9);
    var samples = new ArrayList<Sample.OfProcess>();
    for (var process : processes) {
      var point = point(process);
      samples.add(sample(process, before.getOrDefault(process.name(), point), point, seconds));
      before.put(process.name(), point);
    }
    beforeNanos = now;
    return new Sample(samples);
  }

  private static Sample.OfProcess sample(
      WatchedProcess process, Point from, Point to, double seconds) {
    var none = new JvmState(0, 0, 0, 0);
    var jvm = to.jvm().orElse(none);
    var jvmBefore = from.jvm().orElse(jvm);
    return new Sample.OfProcess(
        process.name(),
        (to.cpuSeconds() - from.cpuSeconds()) / seconds,
        jvm.liveBytes(),
        jvm.maxBytes(),
        jvm.collections() - jvmBefore.collections(),
        jvm.pauseMillis() - jvmBefore.pauseMillis(),
        queues(process));
  }

  private static Map<String, Long> queues(WatchedProcess process) {
    var queues = new LinkedHashMap<String, Long>();
    if (!process.queues().isEmpty()) {
      var page = MetricsPage.of(process.port());
      for (var name : process.queues()) {
        page.sum(name).ifPresent(value -> queues.put(name, Math.round(value)));
      }
    }
    return queues;
  }

  private static Point point(WatchedProcess process) {
    return new Point(ProcessCpu.seconds(process.handle()), JvmState.of(process.handle().pid()));
  }
}
