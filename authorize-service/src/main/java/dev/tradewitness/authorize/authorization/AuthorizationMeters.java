package dev.tradewitness.authorize.authorization;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.exposure.Transition.Note;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/// What is counted about decisions and events. Counters are looked up once, not per request.
public final class AuthorizationMeters {

  private final MeterRegistry registry;
  private final Counter authorized;
  private final Counter replayed;
  private final Counter released;
  private final Timer total;
  private final Map<String, Counter> blocked = new ConcurrentHashMap<>();
  private final Map<String, Counter> reasons = new ConcurrentHashMap<>();
  private final Map<String, Counter> events = new ConcurrentHashMap<>();

  public AuthorizationMeters(MeterRegistry registry) {
    this.registry = registry;
    this.authorized =
        registry.counter("authorize.decisions", "status", "AUTHORIZED", "reason", "OK");
    this.replayed = registry.counter("authorize.decisions.replayed");
    this.released = registry.counter("authorize.reservations.released");
    this.total =
        Timer.builder("authorize.decision")
            .description("From the request's bytes to the durable answer")
            .publishPercentiles(0.5, 0.95, 0.99)
            .register(registry);
  }

  void decided(Decision decision) {
    if (decision.reasons().isEmpty()) {
      authorized.increment();
      return;
    }
    blocked
        .computeIfAbsent(
            decision.reasons().getFirst().code(),
            code -> registry.counter("authorize.decisions", "status", "BLOCKED", "reason", code))
        .increment();
    for (Reason reason : decision.reasons()) {
      reasons
          .computeIfAbsent(
              reason.code(), code -> registry.counter("authorize.reasons", "code", code))
          .increment();
    }
  }

  void replayed() {
    replayed.increment();
  }

  void answered(long nanos) {
    total.record(nanos, TimeUnit.NANOSECONDS);
  }

  void released(int reservations) {
    if (reservations > 0) {
      released.increment(reservations);
    }
  }

  void event(String outcome, List<Note> notes) {
    events
        .computeIfAbsent(outcome, o -> registry.counter("authorize.order.events", "outcome", o))
        .increment();
    for (Note note : notes) {
      registry
          .counter("authorize.order.oddities", "what", note.name().toLowerCase(Locale.ROOT))
          .increment();
    }
  }

  /// A figure read from the lanes whenever the metrics page is.
  <T> void gauge(String name, String description, T source, ToDoubleFunction<T> figure) {
    Gauge.builder(name, source, figure).description(description).register(registry);
  }

  <T> void gauge(String name, int lane, T source, ToDoubleFunction<T> figure) {
    Gauge.builder(name, source, figure).tag("lane", Integer.toString(lane)).register(registry);
  }
}
