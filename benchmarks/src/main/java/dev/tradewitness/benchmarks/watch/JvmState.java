package dev.tradewitness.benchmarks.watch;

import java.util.Map;
import java.util.Optional;

/// Heap and collections of a JVM.
///
/// @param liveBytes what survived: the old generation and the survivor spaces as the last
///   collection left them. The old generation may still hold garbage there; only after a full
///   collection is it what is reachable
/// @param maxBytes what the heap may grow to
/// @param collections of all generations since the start
/// @param pauseMillis time spent in them since the start
public record JvmState(long liveBytes, long maxBytes, long collections, long pauseMillis) {
  private static final int GENERATIONS_MAX = 2;
  private static final int SPACES_MAX = 4;
  private static final int COLLECTORS_MAX = 4;

  /// Nothing for a process that is no JVM, or one without performance counters.
  public static Optional<JvmState> of(long pid) {
    return HotSpotCounters.of(pid)
        .filter(counters -> counters.containsKey("sun.gc.generation.0.maxCapacity"))
        .map(JvmState::of);
  }

  static JvmState of(Map<String, Long> counters) {
    long live = 0;
    long max = 0;
    for (int generation = 0; generation < GENERATIONS_MAX; generation++) {
      var prefix = "sun.gc.generation." + generation;
      max += counters.getOrDefault(prefix + ".maxCapacity", 0L);
      // Generation 0, space 0 is Eden: what is in it was never collected.
      for (int space = generation == 0 ? 1 : 0; space < SPACES_MAX; space++) {
        live += counters.getOrDefault(prefix + ".space." + space + ".used", 0L);
      }
    }
    long collections = 0;
    long ticks = 0;
    for (int collector = 0; collector < COLLECTORS_MAX; collector++) {
      var prefix = "sun.gc.collector." + collector;
      collections += counters.getOrDefault(prefix + ".invocations", 0L);
      ticks += counters.getOrDefault(prefix + ".time", 0L);
    }
    double ticksPerMilli = counters.getOrDefault("sun.os.hrt.frequency", 1_000_000_000L) / 1e3;
    return new JvmState(live, max, collections, Math.round(ticks / ticksPerMilli));
  }
}
