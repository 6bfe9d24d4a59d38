package dev.tradewitness.capture.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Counts what came in and what it was told.
final class IntakeMeters {

  private final MeterRegistry meters;
  private final LongAdder failed = new LongAdder();

  /// One counter per door and per reason; both sets are fixed by the code.
  private final Map<String, Counter> received = new ConcurrentHashMap<>();

  private final Map<String, Counter> dropped = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> buffered = new ConcurrentHashMap<>();

  IntakeMeters(MeterRegistry meters, InFlight inFlight) {
    this.meters = meters;
    // Gauges, since the protocol's names have no `_total`, which a counter would get.
    Gauge.builder("vcp.events.failed", failed, LongAdder::sum).register(meters);
    Gauge.builder("vcp.queue.size", inFlight, InFlight::events).register(meters);
  }

  void received(String source) {
    received
        .computeIfAbsent(
            source, name -> meters.counter("sidecar.messages.received", "source", name))
        .increment();
  }

  /// One more, or one less, that came by this door and waits to be stored.
  void buffered(String source, int change) {
    buffered
        .computeIfAbsent(
            source,
            name ->
                Objects.requireNonNull(
                    meters.gauge(
                        "sidecar.buffer.size",
                        List.of(Tag.of("source", name)),
                        new AtomicInteger())))
        .addAndGet(change);
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
