package dev.tradewitness.capture.intake;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Counts what is taken and not yet answered, of each source and of all together. A place is given
/// back by the committer, not by a caller that stopped waiting: so the bounds hold for memory, too.
public final class InFlight {

  private final Bounds all;
  private final Bounds perSource;
  private final Count total = new Count();
  private final Map<String, Share> shares = new ConcurrentHashMap<>();
  private final MeterRegistry meters;
  private final Share others;

  InFlight(Bounds all, Bounds perSource, MeterRegistry meters) {
    this.all = all;
    this.perSource = perSource;
    this.meters = meters;
    this.others = new Share(SourceLabels.OTHERS);
  }

  /// @param events at least 1
  record Bounds(int events, long bytes) {}

  /// The share of one source. Sources beyond [SourceLabels#MAX] share one.
  Share of(String source) {
    Share share = shares.get(source);
    if (share != null) {
      return share;
    }
    return shares.size() >= SourceLabels.MAX ? others : shares.computeIfAbsent(source, Share::new);
  }

  public int events() {
    return total.events.get();
  }

  /// What one source has under way.
  final class Share {
    private final String label;
    private final Count own = new Count();

    private Share(String label) {
      this.label = label;
      Gauge.builder("sidecar.buffer.size", own.events, AtomicInteger::get)
          .tag("source", label)
          .register(meters);
    }

    String label() {
      return label;
    }

    boolean enter(int size) {
      if (!own.enter(size, perSource)) {
        return false;
      }
      if (!total.enter(size, all)) {
        own.leave(size);
        return false;
      }
      return true;
    }

    void leave(int size) {
      total.leave(size);
      own.leave(size);
    }
  }

  private static final class Count {
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    boolean enter(int size, Bounds bounds) {
      if (events.incrementAndGet() > bounds.events) {
        events.decrementAndGet();
        return false;
      }
      if (bytes.addAndGet(size) > bounds.bytes) {
        leave(size);
        return false;
      }
      return true;
    }

    void leave(int size) {
      bytes.addAndGet(-size);
      events.decrementAndGet();
    }
  }
}
