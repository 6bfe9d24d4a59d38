package dev.tradewitness.kit.time;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// What a clock said once, carried on by the monotonic clock: setting the clock does not move it.
/// For waits, ages and deadlines inside one process. A time that somebody else reads comes from the
/// clock itself.
public final class SteadyTime {

  private final Instant start;
  private final LongSupplier nanoTime;
  private final long startNanos;

  /// @param nanoTime monotonic
  public SteadyTime(InstantSource clock, LongSupplier nanoTime) {
    this.start = clock.instant();
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
  }

  /// Begins with what the clock says now.
  public static SteadyTime of(InstantSource clock) {
    return new SteadyTime(clock, System::nanoTime);
  }

  public Instant instant() {
    return start.plusNanos(nanoTime.getAsLong() - startNanos);
  }

  /// Unix milliseconds.
  public long millis() {
    return instant().toEpochMilli();
  }
}
