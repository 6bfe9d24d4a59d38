package dev.tradewitness.client.delivery;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// Counts from any thread.
final class Tally {

  enum Of {
    LOGGED,
    STORED,
    DUPLICATE,
    SPOOLED_BY_CAPTURE,
    SETTLED,
    SPOOLED,
    REFUSED,
    SET_ASIDE,
    DROPPED,
    REQUEST_FAILED,
    DISK_FAILURE,
    LISTENER_FAILURE,
    FAULT
  }

  /// Never changed after the constructor; the adders are.
  private final Map<Of, LongAdder> counts = new EnumMap<>(Of.class);

  Tally() {
    for (Of of : Of.values()) {
      counts.put(of, new LongAdder());
    }
  }

  void add(Of of) {
    add(of, 1);
  }

  void add(Of of, long count) {
    adder(of).add(count);
  }

  long get(Of of) {
    return adder(of).sum();
  }

  private LongAdder adder(Of of) {
    return Objects.requireNonNull(counts.get(of));
  }
}
