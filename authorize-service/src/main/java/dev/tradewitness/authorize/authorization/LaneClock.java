package dev.tradewitness.authorize.authorization;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// Two times. Deadlines go by the database's clock, carried on by the monotonic clock between
/// readings, so that a jump of this machine's clock releases nothing early and holds nothing late.
/// Decisions are stamped with wall-clock time, which verifiers of tokens share.
public final class LaneClock {

  private record Reading(long databaseMicros, long nanos) {}

  private final InstantSource wall;
  private volatile Reading reading;

  public LaneClock(InstantSource wall) {
    this.wall = wall;
    this.reading = new Reading(wallMicros(), System.nanoTime());
  }

  /// Takes over what the database's clock says.
  void read(long databaseMicros) {
    reading = new Reading(databaseMicros, System.nanoTime());
  }

  long databaseMicros() {
    Reading last = reading;
    return last.databaseMicros() + (System.nanoTime() - last.nanos()) / 1000;
  }

  public final long wallMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, wall.instant());
  }
}
