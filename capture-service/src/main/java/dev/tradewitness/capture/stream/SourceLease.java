package dev.tradewitness.capture.stream;

import java.time.Duration;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One reader's lease of a source. Asks the database only now and then. For one thread.
public final class SourceLease {

  private final SourceLeases leases;
  private final String source;
  private final Duration time;
  private final LongSupplier nanoTime;
  private @Nullable SourceTenure tenure;
  private long renewedAt;
  private boolean doubted;

  SourceLease(SourceLeases leases, String source, Duration time, LongSupplier nanoTime) {
    this.leases = leases;
    this.source = source;
    this.time = time;
    this.nanoTime = nanoTime;
  }

  /// Whether this reader may begin, or go on. When it could not go on, a later call begins a new
  /// tenure: the reader then reads anew how far the source is stored.
  public boolean take() {
    if (tenure != null) {
      return keep();
    }
    long now = nanoTime.getAsLong();
    var fresh = new SourceTenure(source, "capture-" + UUID.randomUUID());
    if (!leases.take(fresh, time)) {
      return false;
    }
    tenure = fresh;
    renewedAt = now;
    doubted = false;
    return true;
  }

  /// Whether this reader is still the one that reads; never again once it is not.
  public boolean keep() {
    if (tenure == null) {
      return false;
    }
    long now = nanoTime.getAsLong();
    if (!doubted && now - renewedAt < time.toNanos() / 4) {
      return true;
    }
    if (!leases.keep(tenure, time)) {
      tenure = null;
      return false;
    }
    renewedAt = now;
    doubted = false;
    return true;
  }

  /// The database is asked at the next call, however short ago it was asked before.
  public void doubt() {
    doubted = true;
  }

  /// What is read now belongs to it.
  ///
  /// @throws IllegalStateException when this reader is not the one that reads
  public SourceTenure tenure() {
    if (tenure == null) {
      throw new IllegalStateException("another instance reads " + source);
    }
    return tenure;
  }

  /// Gives it back, so that another instance need not wait for its end.
  public void release() {
    if (tenure != null) {
      leases.release(tenure);
      tenure = null;
    }
  }
}
