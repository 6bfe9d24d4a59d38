package dev.tradewitness.capture.source.redis;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/// Says of one stream whether it is read here and how much of it is not stored yet. For as long as
/// the sources name it.
final class RedisMeters implements AutoCloseable {

  private final MeterRegistry registry;
  private final List<? extends Meter> meters;
  private volatile boolean reading;
  private volatile long behind;

  RedisMeters(MeterRegistry registry, String source) {
    this.registry = registry;
    this.meters =
        List.of(
            Gauge.builder("tradewitness.capture.redis.reading", this, m -> m.reading ? 1 : 0)
                .tag("source", source)
                .register(registry),
            Gauge.builder("tradewitness.capture.redis.behind.entries", this, m -> m.behind)
                .tag("source", source)
                .register(registry));
  }

  void reading(boolean now) {
    reading = now;
  }

  /// @param entries that the stream has taken and that are not stored
  void behind(long entries) {
    behind = entries;
  }

  @Override
  public void close() {
    meters.forEach(registry::remove);
  }
}
