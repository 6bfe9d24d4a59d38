package dev.tradewitness.capture.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts what came in and what it was told.
final class IntakeMeters {

  private final MeterRegistry meters;
  private final InFlight inFlight;
  private final LongAdder failed = new LongAdder();

  /// By label: see [SourceLabels].
  private final Map<String, Counter> received = new ConcurrentHashMap<>();

  /// By reason; the code fixes them.
  private final Map<String, Counter> dropped = new ConcurrentHashMap<>();

  IntakeMeters(MeterRegistry meters, InFlight inFlight) {
    this.meters = meters;
    this.inFlight = inFlight;
    // Gauges, since the protocol's names have no `_total`, which a counter would get.
    Gauge.builder("vcp.events.failed", failed, LongAdder::sum).register(meters);
    Gauge.builder("vcp.queue.size", inFlight, InFlight::events).register(meters);
  }

  void received(String source) {
    received
        .computeIfAbsent(
            inFlight.of(source).label(),
            name -> meters.counter("sidecar.messages.received", "source", name))
        .increment();
  }

  void answered(Receipt receipt) {
    switch (receipt) {
      case Receipt.Accepted ignored -> {}
      case Receipt.Duplicate ignored -> {}
      case Receipt.Spooled ignored -> {}
      case Receipt.IdReused ignored -> failed("id_reused");
      case Receipt.Refused ignored -> failed("refused");
      case Receipt.Overloaded ignored -> failed("overloaded");
      case Receipt.Unavailable ignored -> failed("unavailable");
    }
  }

  void failed(String reason) {
    failed.increment();
    dropped
        .computeIfAbsent(reason, name -> meters.counter("sidecar.messages.dropped", "reason", name))
        .increment();
  }
}
