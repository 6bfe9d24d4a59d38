package dev.tradewitness.authorize.policy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// Counts what shadow policies compare.
final class ShadowMeters {

  private final Counter compared;
  private final Counter changed;
  private final Counter dropped;

  ShadowMeters(MeterRegistry meters) {
    this.compared = meters.counter("authorize.shadow.compared");
    this.changed = meters.counter("authorize.shadow.changed");
    this.dropped = meters.counter("authorize.shadow.dropped");
  }

  void compared(boolean statusChanged) {
    compared.increment();
    if (statusChanged) {
      changed.increment();
    }
  }

  void dropped() {
    dropped.increment();
  }
}
