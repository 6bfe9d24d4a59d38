package dev.tradewitness.spring.metrics;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.client.delivery.ClientState;
import dev.tradewitness.client.delivery.Counters;
import dev.tradewitness.spring.logged.LoggedCounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToLongFunction;

/// The client's counters and state, read when the registry is.
final class ClientMeters implements MeterBinder {

  private static final String PREFIX = "tradewitness.client.";

  private final Tradewitness client;
  private final LoggedCounts calls;

  ClientMeters(Tradewitness client, LoggedCounts calls) {
    this.client = client;
    this.calls = calls;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    count(registry, "logged", Counters::logged);
    count(registry, "stored", Counters::stored);
    count(registry, "duplicates", Counters::duplicates);
    count(registry, "spooled", Counters::spooled);
    count(registry, "spooled.by.capture", Counters::spooledByCapture);
    count(registry, "settled", Counters::settled);
    count(registry, "refused", Counters::refused);
    count(registry, "set.aside", Counters::setAside);
    count(registry, "dropped", Counters::dropped);
    count(registry, "requests.failed", Counters::requestsFailed);
    count(registry, "disk.failures", Counters::diskFailures);
    count(registry, "listener.failures", Counters::listenerFailures);
    count(registry, "faults", Counters::faults);
    count(registry, "spool.damaged", Counters::damaged);
    count(registry, "spool.torn", Counters::torn);
    gauge(registry, "buffered", Counters::buffered);
    gauge(registry, "spool.events", Counters::onDisk);
    gauge(registry, "spool.bytes", Counters::diskBytes);
    for (ClientState state : ClientState.values()) {
      Gauge.builder(PREFIX + "state", client, it -> it.state() == state ? 1 : 0)
          .tag("state", state.name())
          .register(registry);
    }
    for (LoggedCounts.Reason reason : LoggedCounts.Reason.values()) {
      FunctionCounter.builder(PREFIX + "calls.unlogged", calls, it -> it.unlogged(reason))
          .tag("reason", reason.tag())
          .register(registry);
    }
  }

  private void count(MeterRegistry registry, String name, ToLongFunction<Counters> of) {
    FunctionCounter.builder(PREFIX + name, client, it -> of.applyAsLong(it.counters()))
        .register(registry);
  }

  private void gauge(MeterRegistry registry, String name, ToLongFunction<Counters> of) {
    Gauge.builder(PREFIX + name, client, it -> of.applyAsLong(it.counters())).register(registry);
  }
}
