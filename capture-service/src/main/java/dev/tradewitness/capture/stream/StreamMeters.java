package dev.tradewitness.capture.stream;

import dev.tradewitness.capture.decode.Warning;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Counts what the committer did.
final class StreamMeters {

  private static final String BACKEND = "postgresql";

  private final Counter stored;
  private final Counter routed;
  private final Counter duplicates;
  private final Counter conflicts;
  private final DistributionSummary groupEvents;
  private final Timer commit;
  private final Map<Warning, Counter> warnings = new EnumMap<>(Warning.class);

  StreamMeters(MeterRegistry meters) {
    stored = meters.counter("vcp.events");
    routed = meters.counter("sidecar.messages.routed", "backend", BACKEND);
    duplicates = meters.counter("tradewitness.capture.duplicates");
    conflicts = meters.counter("tradewitness.capture.ids.reused");
    groupEvents = meters.summary("tradewitness.capture.group.events");
    commit = meters.timer("sidecar.backend.latency", "backend", BACKEND);
    for (Warning warning : Warning.values()) {
      warnings.put(
          warning, meters.counter("tradewitness.capture.warnings", "code", warning.code()));
    }
  }

  void committed(List<StreamOutcome> outcomes, long nanos) {
    groupEvents.record(outcomes.size());
    commit.record(nanos, TimeUnit.NANOSECONDS);
    int fresh = 0;
    for (StreamOutcome outcome : outcomes) {
      switch (outcome) {
        case StreamOutcome.Committed(StoredEvent event) -> {
          fresh++;
          event.warnings().forEach(this::count);
        }
        case StreamOutcome.AlreadyStored ignored -> duplicates.increment();
        case StreamOutcome.IdReused ignored -> conflicts.increment();
        case StreamOutcome.Spooled ignored -> {}
        case StreamOutcome.NotStored ignored -> {}
        case StreamOutcome.NotTaken ignored -> {}
      }
    }
    stored.increment(fresh);
    routed.increment(fresh);
  }

  private void count(Warning warning) {
    Counter counter = warnings.get(warning);
    if (counter != null) {
      counter.increment();
    }
  }
}
