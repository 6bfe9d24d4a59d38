package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.TimeInForce;
import dev.tradewitness.common.wire.Rfc3339;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells of every order that was released by its age: nobody reported its close, so it may still be
/// live at its venue while nothing counts for it. All are counted, by time in force. Up to 20 in
/// ten seconds are logged one by one, the rest as a number.
public final class ReleaseAlarm {

  static final int LINES = 20;
  static final Duration INTERVAL = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(ReleaseAlarm.class);

  private final Map<TimeInForce, Counter> counters = new EnumMap<>(TimeInForce.class);
  private final ArrayBlockingQueue<OrderState> named = new ArrayBlockingQueue<>(LINES);
  private final AtomicLong unnamed = new AtomicLong();
  private final LongSupplier nanos;
  // Only the thread that logs.
  private long loggedAt;
  private boolean logged;

  /// @param nanos a monotonic clock
  ReleaseAlarm(MeterRegistry registry, LongSupplier nanos) {
    this.nanos = nanos;
    for (TimeInForce each : TimeInForce.values()) {
      counters.put(
          each,
          Counter.builder("authorize.reservations.released")
              .tag("time_in_force", each.name())
              .description("Orders released by their age before a close was reported")
              .register(registry));
    }
  }

  /// Takes note of an order as it was before its release. Called under a lane's lock; writes
  /// nothing.
  void released(OrderState order) {
    Objects.requireNonNull(counters.get(order.terms().timeInForce())).increment();
    if (!named.offer(order)) {
      unnamed.incrementAndGet();
    }
  }

  /// Logs what was noted, unless it did within the last ten seconds. Called by one thread.
  void log() {
    long now = nanos.getAsLong();
    if (named.isEmpty() && unnamed.get() == 0 || logged && now - loggedAt < INTERVAL.toNanos()) {
      return;
    }
    logged = true;
    loggedAt = now;
    List<OrderState> orders = new ArrayList<>(LINES);
    named.drainTo(orders);
    orders.forEach(ReleaseAlarm::log);
    long more = unnamed.getAndSet(0);
    if (more > 0) {
      log.atWarn()
          .addKeyValue("orders", more)
          .log("more orders released by their age, not logged one by one");
    }
  }

  private static void log(OrderState order) {
    log.atWarn()
        .addKeyValue("clientId", order.key().client())
        .addKeyValue("clientOrderId", order.key().id())
        .addKeyValue("timeInForce", order.terms().timeInForce())
        .addKeyValue("qty", ExactDecimal.text(order.remaining()))
        .addKeyValue("amount", ExactDecimal.text(order.openValue()))
        .addKeyValue("deadline", Rfc3339.ofMicros(order.terms().deadlineMicros()))
        .log("order released by its age: no close was reported, it may be live at its venue");
  }
}
