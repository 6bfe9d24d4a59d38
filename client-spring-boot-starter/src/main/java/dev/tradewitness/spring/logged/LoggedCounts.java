package dev.tradewitness.spring.logged;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// Events of calls that were not handed to the client.
public final class LoggedCounts {

  /// Why not.
  public enum Reason {
    /// Condition, payload or trace could not be computed, or make no event.
    FAILED,
    /// The client is closed, or its buffer is full; the client counts it as dropped, too.
    DROPPED;

    public String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Never changed after the constructor; the adders are.
  private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

  LoggedCounts() {
    for (Reason reason : Reason.values()) {
      counts.put(reason, new LongAdder());
    }
  }

  void add(Reason reason) {
    Objects.requireNonNull(counts.get(reason)).increment();
  }

  public long unlogged(Reason reason) {
    return Objects.requireNonNull(counts.get(reason)).sum();
  }
}
