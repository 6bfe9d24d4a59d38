package dev.tradewitness.authorize.lane;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Two times. Deadlines of reservations go by the database's clock, carried on by the monotonic
/// clock between readings. Decisions are stamped with wall-clock time, which verifiers of tokens
/// share.
///
/// A reading that contradicts the monotonic clock is not believed: time goes on monotonically, and
/// nothing is released while the two disagree. A jump forward would otherwise release the
/// reservations of live orders, durably.
public final class LaneClock {

  static final Duration TOLERANCE = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(LaneClock.class);

  private record Reading(long databaseMicros, long nanos) {}

  private final InstantSource wall;
  private final LaneMeters meters;
  private volatile Reading reading;
  private volatile boolean suspect;
  private boolean started;

  public LaneClock(InstantSource wall, LaneMeters meters) {
    this.wall = wall;
    this.meters = meters;
    this.reading = new Reading(wallMicros(), System.nanoTime());
  }

  /// Takes over what the database's clock says, if that agrees with the time gone by since the
  /// first reading. The first one is believed: nothing older is known.
  public synchronized void read(long databaseMicros) {
    if (!started) {
      started = true;
      reading = new Reading(databaseMicros, System.nanoTime());
      return;
    }
    long difference = databaseMicros - databaseMicros();
    boolean jumped = Math.abs(difference) > TOLERANCE.toNanos() / 1000;
    if (jumped && !suspect) {
      meters.clockJumped();
      log.atError()
          .addKeyValue("seconds", difference / 1_000_000)
          .log("the database's clock jumped; no reservation is released until it agrees again");
    }
    suspect = jumped;
    if (!jumped) {
      reading = new Reading(databaseMicros, System.nanoTime());
    }
  }

  /// True while the database's clock contradicts the time gone by.
  public boolean isSuspect() {
    return suspect;
  }

  /// Microseconds since 1970 by the database's clock.
  public long databaseMicros() {
    Reading last = reading;
    return last.databaseMicros() + (System.nanoTime() - last.nanos()) / 1000;
  }

  /// Microseconds since 1970 by this machine's clock.
  public long wallMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, wall.instant());
  }
}
