package dev.tradewitness.authorize.api;

import dev.tradewitness.kit.web.ProblemException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Bounds how many reads of limits, states, instruments and policies run at once, so that they
/// leave connections of the application's pool to a halt and to an instance that takes over.
final class AdminReads {

  /// Half of the application's pool.
  static final int READS_MAX = 4;

  private static final Duration WAIT = Duration.ofSeconds(1);

  private final Semaphore room = new Semaphore(READS_MAX, true);

  /// @throws ProblemException 503 `READS_BUSY` when others read for longer than a second
  <T> T read(Supplier<T> reading) throws InterruptedException {
    if (!room.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw ProblemException.unavailable(
          "READS_BUSY", "Too many reads of this kind are under way; retry", WAIT);
    }
    try {
      return reading.get();
    } finally {
      room.release();
    }
  }
}
